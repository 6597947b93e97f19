//! The real binary, talked to over real HTTP and real WebSockets.

mod abuse;
mod attended;
mod call;
mod directory;
mod page;
mod phone;
mod queue;
mod register;
mod restart;
mod rig;
mod team;
mod ticket;
mod transfer;
