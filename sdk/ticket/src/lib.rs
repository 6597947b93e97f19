//! Being laid.
#![no_std]
extern crate alloc;
