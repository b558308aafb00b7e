import { expect, it } from "vitest";
import { told } from "./failure";

it("tells every kind of rejection as a code and a sentence", () => {
  expect(told({ code: "empty_name", message: "A greeting needs a name." })).toEqual({
    code: "empty_name",
    message: "A greeting needs a name.",
  });
  expect(told("There is no drawer 9.")).toEqual({ code: "", message: "There is no drawer 9." });
  expect(told(new DOMException("gone", "AbortError")).code).toBe("AbortError");
  expect(told(new TypeError("not a function"))).toEqual({ code: "", message: "not a function" });
  expect(told(42)).toEqual({ code: "", message: "42" });
  expect(told(undefined)).toEqual({ code: "", message: "undefined" });
});
