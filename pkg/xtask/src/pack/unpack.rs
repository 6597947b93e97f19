//! Puts a packed module together again. It is a WebAssembly module of its own, in front of what it unpacks: a browser
//! runs that three times faster than a script it has just seen. Pointers, not slices: a page trusts its own module, and
//! this is half as many bytes.
#![no_std]
#![no_main]

mod stream;

use stream::{BEFORE, BEHIND, LITERAL, LOCALS, ODD, OPCODES, STREAMS, TABLES};

/// Unpacks what is at `packed` in this module's memory, to `out` and on. Returns where it ends.
///
/// # Safety
/// It must be what `pack.rs` has packed, with room for it behind `out`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unpack(packed: &mut Unpacker, out: *mut u8) -> *mut u8 {
    let functions = packed.to as usize;
    let before = packed.at[BEFORE] as usize;
    let behind = packed.at[BEHIND] as usize;
    let mut end = unsafe { core::ptr::from_mut(packed).add(1) } as usize;
    for at in &mut packed.at {
        let length = *at as usize;
        *at = end as *const u8;
        end += length;
    }
    packed.to = out;
    packed.copy(BEFORE, before);
    packed.write(10);
    let tables = packed.at[TABLES];
    packed.measured(|section| {
        section.number(functions);
        for _ in 0..functions {
            section.measured(|function| function.body(tables));
        }
    });
    packed.copy(BEHIND, behind);
    packed.to
}

/// The head of what was packed: the lengths of the streams, and how many functions there are.
#[repr(C)]
pub struct Unpacker {
    /// Where each stream is read next.
    at: [*const u8; STREAMS],
    /// Where the module is written next.
    to: *mut u8,
}

impl Unpacker {
    fn body(&mut self, tables: *const u8) {
        let runs = self.copy_byte(LOCALS);
        for _ in 0..runs {
            self.copy_number(LOCALS);
            self.copy_number(LOCALS);
        }
        let mut depth = 1;
        while depth > 0 {
            let entry = usize::from(self.byte(OPCODES));
            let [opcode, kind, literal] =
                [0, 256, 512].map(|table| unsafe { *tables.add(entry + table) });
            self.write(opcode);
            match opcode {
                2..=4 => depth += 1,
                11 => depth -= 1,
                // A load's or store's alignment is a hint that no engine takes: none was packed.
                0x28..=0x3e => self.write(0),
                _ => {}
            }
            match kind.into() {
                0 => {}
                LITERAL => self.write(literal),
                ODD => {
                    let count = self.byte(ODD);
                    self.copy(ODD, count.into());
                }
                stream => self.copy_number(stream),
            }
        }
    }

    fn byte(&mut self, stream: usize) -> u8 {
        unsafe {
            let at = self.at.get_unchecked_mut(stream);
            let byte = **at;
            *at = at.add(1);
            byte
        }
    }

    #[inline(never)]
    fn write(&mut self, byte: u8) {
        unsafe {
            *self.to = byte;
            self.to = self.to.add(1);
        }
    }

    #[inline(never)]
    fn copy_byte(&mut self, stream: usize) -> u8 {
        let byte = self.byte(stream);
        self.write(byte);
        byte
    }

    fn copy(&mut self, stream: usize, count: usize) {
        unsafe {
            let at = self.at.get_unchecked_mut(stream);
            self.to.copy_from(*at, count);
            *at = at.add(count);
            self.to = self.to.add(count);
        }
    }

    fn copy_number(&mut self, stream: usize) {
        while self.copy_byte(stream) > 127 {}
    }

    fn number(&mut self, mut number: usize) {
        while number > 127 {
            self.write(number as u8 | 128);
            number >>= 7;
        }
        self.write(number as u8);
    }

    /// Writes what `fill` writes, behind its length.
    fn measured(&mut self, fill: impl FnOnce(&mut Self)) {
        let length = self.to;
        unsafe {
            // Room for a length of any size.
            let start = length.add(5);
            self.to = start;
            fill(self);
            let size = self.to as usize - start as usize;
            self.to = length;
            self.number(size);
            self.to.copy_from(start, size);
            self.to = self.to.add(size);
        }
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
