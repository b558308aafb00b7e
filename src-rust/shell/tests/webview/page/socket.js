// The socket of a document, where the engine has one.

import { equal } from "./tools.js";

const { invoke } = window.__TAURI_INTERNALS__;
const { transport, transports } = window.__FOOTBRIDGE__;

/** What a packet holds in itself, and around that. */
const PACKET = 16 * 1024;
const SIZES = [0, 1, 512, 513, PACKET - 300, PACKET - 1, PACKET, PACKET + 1, 100_000, 768 * 1024 + 1, 3_000_000];

export async function a_document_has_a_socket_unless_the_app_sends_all_another_way() {
  equal(transports.includes("socket"), transport === "automatic" || transport === "socket", "what there is");
  equal(Object.isFrozen(transports), true, "a list that no script changes");
}

export async function what_opens_a_socket_is_gone_before_a_script_of_the_page_runs() {
  const name = "__FOOTBRIDGE_SOCKET__";
  equal([name in window, window.foundInlineSocket], [false, false], "in the document");
  const frame = document.body.appendChild(document.createElement("iframe"));
  equal(name in frame.contentWindow, false, "in a frame");
  frame.src = "app://localhost/nothing";
  await new Promise((resolve) => frame.addEventListener("load", resolve));
  equal(name in frame.contentWindow, false, "in a frame that has loaded");
  frame.remove();
}

export async function bytes_of_any_size_come_back_as_they_were() {
  const bytes = new Uint8Array(3_000_000).map((_, index) => index * 7 + (index >> 9));
  for (const way of transports) {
    for (const size of SIZES) {
      const body = bytes.subarray(bytes.length - size);
      const answer = new Uint8Array(await invoke("mirror", body, { transport: way }));
      equal(answer.length, size, `bytes by ${way}`);
      equal(answer.every((byte, index) => byte === body[index]), true, `${size} bytes by ${way}`);
    }
  }
}

export async function texts_of_any_size_come_back_as_they_were() {
  for (const way of transports) {
    for (const unit of ["x", "\u{e9}", "\u{1f309}\\\"'\n", "\u2028\0"]) {
      for (const size of SIZES.slice(0, -1)) {
        const text = unit.repeat(Math.ceil(size / unit.length));
        equal((await invoke("repeat", { text }, { transport: way })) === text, true, `${size} of ${JSON.stringify(unit)} by ${way}`);
      }
    }
  }
}

export async function calls_of_one_moment_are_all_answered_whatever_they_carry() {
  const sizes = Array.from({ length: 300 }, (_, index) => SIZES[index % (SIZES.length - 1)]);
  const answers = await Promise.all(sizes.map((size, index) => invoke("mirror", new Uint8Array(size).fill(index))));
  equal(answers.map((answer) => answer.byteLength), sizes, "lengths");
  equal(answers.every((answer, index) => new Uint8Array(answer).every((byte) => byte === index % 256)), true, "bytes");
}

export async function a_page_can_transfer_what_it_sent_and_what_it_got() {
  for (const way of transports) {
    for (const size of [1000, 10_000, 100_000]) {
      const body = new Uint8Array(size).fill(7);
      const answer = await invoke("mirror", body, { transport: way });
      for (const [what, buffer] of [["sent", body.buffer], ["got", answer]]) {
        equal(structuredClone(buffer, { transfer: [buffer] }).byteLength, size, `${what} by ${way}`);
        equal(buffer.byteLength, 0, `what was ${what} by ${way} is gone`);
      }
    }
  }
}

export async function bytes_that_change_after_they_were_sent_arrive_as_they_were() {
  for (const size of [600, 65_536, 65_537, 1_000_000]) {
    const body = new Uint8Array(size).fill(1);
    const answer = invoke("mirror", body);
    body.fill(2);
    equal(new Uint8Array(await answer).every((byte) => byte === 1), true, `${size} bytes`);
  }
}
