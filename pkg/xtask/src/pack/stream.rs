//! What the packer and the unpacker have to agree on: the streams by their number.

pub const BEFORE: usize = 0;
pub const BEHIND: usize = 1;
/// For each byte of `OPCODES`: the opcode, the stream of what it takes, and a literal.
pub const TABLES: usize = 2;
pub const LOCALS: usize = 3;
pub const OPCODES: usize = 4;
/// What seldom opcodes take, each behind its length.
pub const ODD: usize = 5;
/// So many there are; those between are for what frequent opcodes take.
pub const STREAMS: usize = 17;
/// In place of a stream: what the opcode takes is the literal of the table.
pub const LITERAL: usize = 1;
