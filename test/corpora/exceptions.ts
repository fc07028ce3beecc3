/**
 * Fields of other projects' cases that the parser gives otherwise, by field and the line's beginning, with the reason.
 */
export const EXCEPTIONS: readonly { readonly field: string; readonly line: string; readonly why: string }[] = [
  {
    field: 'message',
    line: '<189>521: router1: *Mar 15 10:05:53.044: %OSPF-5-ADJCHG: Process 1,',
    why: 'the case cuts `Process 1, ` out of the text; the text stays as the device wrote it',
  },
  {
    field: 'message',
    line: '<190>521: router1: *Mar 15 10:05:53.044: %OSPF-5-ADJCHG: Process 1,',
    why: 'the case cuts `Process 1, ` out of the text; the text stays as the device wrote it',
  },
  {
    field: 'facility',
    line: '000048: Dec  2 12:09:21.207: CEF-HWIDB:',
    why: 'a debug line has no code: nothing tells its first word from any other',
  },
  {
    field: 'mnemonic',
    line: '000048: Dec  2 12:09:21.207: CEF-HWIDB:',
    why: 'a debug line has no code: nothing tells its first word from any other',
  },
  {
    field: 'message_lines',
    line: '000048: Dec  2 12:09:21.207: CEF-HWIDB:',
    why: 'a debug line has no code: its first word stays in the text',
  },
]
