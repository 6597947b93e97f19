//! What a screen keeps and no other thread may have: elements, listeners, closures.
//!
//! Leptos's storage for such values asks at every use which thread it is on, and that question alone costs 2 KB on the wire.
//! A page has one thread.

use std::any::Any;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::on_cleanup;

/// Everything that is kept, sorted by its number.
struct Shelf {
    /// No number is given twice.
    next: u32,
    kept: Vec<(u32, Rc<dyn Any>)>,
}

thread_local! {
    static SHELF: RefCell<Shelf> = const {
        RefCell::new(Shelf {
            next: 0,
            kept: Vec::new(),
        })
    };
}

impl Shelf {
    fn place_of(&self, number: u32) -> Option<usize> {
        let place = self
            .kept
            .binary_search_by_key(&number, |(number, _)| *number);
        place.ok()
    }
}

/// A value that lives as long as the owner of the moment it was made in.
pub struct Local<T> {
    number: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Copy for Local<T> {}

impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Local<T> {
    pub fn new(value: T) -> Self {
        Self {
            number: keep(Rc::new(value)),
            kind: PhantomData,
        }
    }

    /// The value, while its screen is there.
    pub fn get(self) -> Option<Rc<T>> {
        find(self.number)?.downcast().ok()
    }
}

#[inline(never)]
fn keep(value: Rc<dyn Any>) -> u32 {
    let number = SHELF.with_borrow_mut(|shelf| {
        let number = shelf.next;
        shelf.next += 1;
        shelf.kept.push((number, value));
        number
    });
    on_cleanup(move || {
        // What goes may let others go: the shelf is free by then.
        drop(SHELF.with_borrow_mut(|shelf| {
            let place = shelf.place_of(number)?;
            Some(shelf.kept.remove(place))
        }));
    });
    number
}

#[inline(never)]
fn find(number: u32) -> Option<Rc<dyn Any>> {
    SHELF.with_borrow(|shelf| {
        let (_, value) = shelf.kept.get(shelf.place_of(number)?)?;
        Some(value.clone())
    })
}
