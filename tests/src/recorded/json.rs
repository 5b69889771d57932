//! JSON as the recorded outcomes are written: in one line, with a space behind every comma and colon.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

pub(crate) fn to_json(value: &(impl Serialize + ?Sized)) -> String {
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut json, Spaced);
    value.serialize(&mut serializer).expect("plain data can be written as JSON");
    String::from_utf8(json).expect("JSON is UTF-8")
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.begin_array_value(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
