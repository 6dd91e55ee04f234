"""The numbers of GB/T 9704—2012 in one place, in millimetres from the top left of the sheet unless said otherwise.

Each number names its clause, or says that it is worked out (算), usual practice (惯) or our own choice (定).
"""

from __future__ import annotations

PT = 25.4 / 72  # one point in millimetres

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0  # 5.1
LEFT, TOP = 28.0, 37.0  # 5.2.1 binding margin, head margin
TYPE_WIDTH, TYPE_HEIGHT = 156.0, 225.0  # 5.2.1
RIGHT, BOTTOM = LEFT + TYPE_WIDTH, TOP + TYPE_HEIGHT
CENTRE = LEFT + TYPE_WIDTH / 2  # of the type area; the sheet's is 105
MIRROR = 2.0  # 定 even pages shift left by this when printed on both sides (6.2)

# 定 where a glyph's em box lies about its baseline
ASCENT = 0.88

TITLE_SIZE = 22.0  # pt, 7.3.1 二号
BODY_SIZE = 16.0  # pt, 5.2.2 三号
SMALL_SIZE = 14.0  # pt, 7.4.2, 7.5 四号
BODY, SMALL, TITLE = BODY_SIZE * PT, SMALL_SIZE * PT, TITLE_SIZE * PT

LINES, CELLS = 22, 28  # 5.2.3
LINE = (TYPE_HEIGHT - BODY) / (LINES - 1)  # 算 first line touches the top, last the bottom: 29.609 pt
CELL = (TYPE_WIDTH - BODY) / (CELLS - 1)  # 算 28 cells fill the width: 15.785 pt
LEAST_LINE = 28.0 * PT  # 定 when a signature must share a page with text (7.3.5.5)

TITLE_LINE = (22.0 + 14.0) * PT  # 算 from 3.2
TITLE_CELLS = 20  # 算 22 pt × 20 = 155.2 mm
INDENT = 2  # cells, 7.3.3
ATTACHMENT_INDENT = 5  # cells to the first name, 7.3.4; one more when numbered
BLANK_BEFORE_ATTACHMENTS = 1  # lines, 7.3.4
BLANK_BEFORE_SIGNATURE = 2  # lines, 定 so that a seal of 45 mm sits within a line of the text (7.3.5.1)
DATE_RIGHT = 4  # cells from the right edge, 7.3.5.1
SIGNATURE_RIGHT = 1  # cells that a long signature keeps from the right edge
ATTACHMENT_TITLE_LINE = 3  # 7.3.7: 附件 on line 1, its title on line 3

MARK_WIDTH = 150.0  # 定 an issuer's mark is at most this wide
MARK_LEAST = 26.0  # pt 定
MARK_PITCH = 1.15  # 定 from line to line of the mark of several issuers, by its size
MARK_SUFFIX_GAP = 0.15  # 定 between those names and 文件 beside them, by its size
SEAL, SEALS_APART = 45.0, 2.0  # 定 a seal's diameter, and what is free between two
RED = (1.0, 0.0, 0.0)
RULE_GAP = 4.0  # 7.2.7, 10.1 from the mark or number to the red rule

# 10.1 the letter
LETTER_MARK_TOP = 30.0
LETTER_MARK_SIZE = 42.0  # pt 定
DOUBLE_LEFT, DOUBLE_RIGHT = 20.0, 190.0  # 170 mm; 惯 centred on the sheet
DOUBLE_SECOND = 277.0  # centre of the lower double rule: 20 mm from the bottom of the sheet
DOUBLE_THICK, DOUBLE_SPACE, DOUBLE_THIN = 1.5 * PT, 0.75 * PT, 0.75 * PT  # 定
DOUBLE = DOUBLE_THICK + DOUBLE_SPACE + DOUBLE_THIN
DOUBLE_GAP = 14.0 * PT  # 7/8 of a 三号 character, between text and a double rule
LETTER_TITLE_GAP = 2 * LINE  # 算 two empty lines under the document number
LETTER_LAST = DOUBLE_SECOND - DOUBLE / 2 - DOUBLE_GAP  # bottom of the first page's last line: 271.53

# 7.2 the document with a red head
DOCUMENT_MARK_TOP = TOP + 35.0  # 7.2.4
DOCUMENT_MARK_SIZE = 48.0  # pt 定
RED_RULE = 0.5  # 定
DOCUMENT_NUMBER_GAP = LINE - BODY + 2 * LINE  # 算 two empty lines under the mark, 7.2.5
DOCUMENT_TITLE_GAP = 2 * LINE  # 算 two empty lines under the rule, 7.3.1

# 10.3 the minutes
MINUTES_GAP = LINE - BODY + LINE  # 惯 an empty line under the mark and under the number

# 7.4 the foot
FOOT_RULE, FOOT_RULE_INNER = 0.35, 0.25  # 7.4.1 推荐
FOOT_LINE = 28.0 * PT  # 算
FOOT_INDENT = SMALL  # one 四号 character, 7.4.2
FOOT_LABEL = 3  # 四号 characters of 抄送：

PAGE_NUMBER_TOP = BOTTOM + 7.0  # 7.5 upper edge of the dashes

# 8 a table that lies on its side
SIDE_TABLE_GAP = 5.0  # 定 under its title

# §6.3 the printed ledger (惯/定), A4 lying down
TABLE_WIDTH, TABLE_HEIGHT = 297.0, 210.0
TABLE_TOP, TABLE_BOTTOM, TABLE_LEFT, TABLE_RIGHT = 25.0, 20.0, 20.0, 20.0
TABLE_TEXT, TABLE_LEAST = 12.0, 10.5  # pt 小四, 五号
TABLE_SMALLER = (9.0, 7.5)  # pt 定 小五, 六号: for more columns than fit otherwise, rather than break numbers
TABLE_NOTE = 10.5  # pt 五号
TABLE_ROW = 8.0  # least height
TABLE_PAD_X, TABLE_PAD_Y = 2.0, 1.0
TABLE_FRAME, TABLE_GRID = 1.0 * PT, 0.5 * PT
TABLE_GREY = (242 / 255, 242 / 255, 242 / 255)
TABLE_PAD_LEAST = 0.7  # 定 with more columns than fit otherwise
TABLE_LEADING = 1.3  # 定 lines in a cell, by the size of the text

# §6.2 the form (惯/定)
FORM_ROW, FORM_OPINION = 28.0 * PT, 25.0  # least heights of a row and of an opinion with its signature
FORM_BLANK = 18.0  # 定 of a row across the form that is to be filled in by hand
FORM_GROWS = 20.0  # 定 what such rows get at most of the room that is left on the page
FORM_TEXT, FORM_LEAST = 12.0, 10.5  # pt 小四, 五号
FORM_LABEL = 30.0  # 定 width of the name of a field
FORM_PAD_X, FORM_PAD_Y = 1.5, 0.6
FORM_FRAME, FORM_GRID = 1.0 * PT, 0.5 * PT
FORM_LEADING = 1.2  # 定 lines in a cell
FORM_TEXT_LEADING, FORM_NOTE_LEADING = 1.6, 1.35  # 定 lines of text and of notes outside of tables
FORM_GAP, FORM_NOTE_GAP = 4.0, 2.0  # 定 under the title; between a table and text
FORM_NUMBER_TOP = 269.0  # of the page number

# 定 the QR code in the lower margin of a notice's first page, and its text beside it
CODE_LEFT, CODE_TOP, CODE_SIDE = LEFT, 280.5, 11.0
CODE_NOTE, CODE_NOTE_GAP = 9.0, 2.0
