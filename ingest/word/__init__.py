"""Word: styles and bold tell headings, numbering.xml the printed numbers, tables the rows."""
