//! Structs that become plain JavaScript objects, declared once: fields, TypeScript and conversion.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

/// What can cross to JavaScript.
pub(crate) trait ToJs {
    /// The value as JavaScript sees it.
    fn to_js(&self) -> JsValue;
}

/// A plain object of these properties.
pub(crate) fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in properties {
        // Setting a property of a fresh plain object can not fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}

impl ToJs for str {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }
}

impl<T: ToJs + ?Sized> ToJs for &T {
    fn to_js(&self) -> JsValue {
        T::to_js(self)
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

/// Declares what JavaScript sees of a value of ours: the TypeScript type, and for each field its name there
/// (after `as`) and where it comes from (after `=`).
macro_rules! crossing {
    (
        $(#[$meta:meta])*
        $name:ident from $source:ident: $view:ty {
            $( $(#[$field_meta:meta])* $field:ident as $key:literal: $type:ty = $value:expr, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Tsify)]
        pub struct $name {
            $( $(#[$field_meta])* #[serde(rename = $key)] pub $field: $type, )*
        }

        impl ToJs for $view {
            fn to_js(&self) -> JsValue {
                let $source = self;
                object(&[ $( ($key, $value.to_js()), )* ]).into()
            }
        }
    };
}
pub(crate) use crossing;
