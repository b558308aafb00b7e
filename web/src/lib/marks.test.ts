import { describe, expect, it } from "vitest";
import { marks } from "./marks";

const RUST = `use footbridge::command;

/// Greets.
#[command]
pub fn greet(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    format!("Hello, {name}.")
}

#[command(rename_all = "snake_case")]
pub async fn open_guest(
    name: String,
) -> Result<(), Failure> {
    Ok(())
}

fn greet_all() {}
`;

describe("the lines of a command", () => {
  it("in Rust run from its attribute to its closing brace", () => {
    expect(marks("rust", RUST, "greet")).toEqual([4, 5, 6, 7, 8, 9, 10]);
    expect(marks("rust", RUST, "open_guest")).toEqual([12, 13, 14, 15, 16, 17]);
  });

  it("are none for a function that is no command, and for a name that is not there", () => {
    expect(marks("rust", RUST, "greet_all")).toEqual([]);
    expect(marks("rust", RUST, "nobody")).toEqual([]);
  });

  it("in the page are its calls, typed or by name, and nothing that only ends alike", () => {
    const page = 'import { greet } from "x";\nawait settle(greet({ name }));\ninvoke("greet", {});\nregreet();\n';
    expect(marks("page", page, "greet")).toEqual([2, 3]);
  });

  it("in the capability are its permission", () => {
    const file = '{\n  "permissions": [\n    "allow-greet",\n    "allow-open-guest"\n  ]\n}\n';
    expect(marks("capability", file, "open_guest")).toEqual([4]);
  });
});
