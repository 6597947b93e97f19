//! Structs that become plain JavaScript objects, declared once: fields, TypeScript and conversion.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// What can cross to JavaScript.
pub(crate) trait ToJs {
    /// The value as JavaScript sees it.
    fn to_js(&self) -> JsValue;
}

/// Sets one property of a plain object of our own, which can not fail.
pub(crate) fn put(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}

impl ToJs for str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for &str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for String {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl ToJs for char {
    fn to_js(&self) -> JsValue {
        self.encode_utf8(&mut [0; 4]).to_js()
    }
}

impl ToJs for bool {
    fn to_js(&self) -> JsValue {
        JsValue::from_bool(*self)
    }
}

impl ToJs for u16 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(f64::from(*self))
    }
}

impl ToJs for u32 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(f64::from(*self))
    }
}

impl ToJs for f64 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self)
    }
}

impl<T: ToJs> ToJs for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, T::to_js)
    }
}

impl<T: ToJs> ToJs for [T] {
    fn to_js(&self) -> JsValue {
        self.iter().map(T::to_js).collect::<Array>().into()
    }
}

/// Declares a struct whose fields are named once for Rust and once, after `as`, for JavaScript.
macro_rules! crossing {
    (
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[$field_meta:meta])* $field:ident as $key:literal: $type:ty, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Tsify)]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(rename = $key)] pub $field: $type, )*
        }

        impl ToJs for $name {
            fn to_js(&self) -> JsValue {
                let object = js_sys::Object::new();
                $( put(&object, $key, &self.$field.to_js()); )*
                object.into()
            }
        }
    };
}
pub(crate) use crossing;
