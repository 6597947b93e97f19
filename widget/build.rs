//! Leaves out of the style sheet what only its readers need: comments, and the white space around lines.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=src/style.css");
    let mut sheet = fs::read_to_string("src/style.css").expect("the style sheet is there");
    while let Some(start) = sheet.find("/*") {
        let end = sheet[start..].find("*/").expect("every comment ends");
        sheet.replace_range(start..start + end + 2, "");
    }
    let lines: Vec<&str> = sheet
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let small = lines
        .join("\n")
        .replace(" {\n", "{")
        .replace(";\n}", "}")
        .replace(";\n", ";");
    let folder = env::var("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&folder).join("style.css"), small).expect("the style sheet is written");
}
