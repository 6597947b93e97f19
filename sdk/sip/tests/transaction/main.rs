//! Transactions in virtual time.

mod bench;
mod client;
mod server;
