// The hook of the isolated window: an allow list, with a check of the arguments for each command on it.
// `RULE` stands before this text: what the form of the demo says about letters. What is not on the list is stopped.

const stop = (reason) => {
  throw new Error(reason);
};

const isNumber = (value) => Number.isInteger(value) && value >= 0;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A letter goes into the folder of the rule and nowhere else; of one with too many copies, the rule says what becomes. */
async function checkLetter(message) {
  const { path, copies } = message.payload;
  const [folder, name, ...deeper] = String(path).split("/");
  const isInside = folder === RULE.folder && /^\w[\w.-]*$/.test(name ?? "") && deeper.length === 0;
  if (!isInside) stop(`${path} is not in ${RULE.folder}/`);
  if (!isNumber(copies)) stop(`${copies} is no number of copies`);
  if (copies <= RULE.copiesMax) return message;
  if (RULE.otherwise === "stop") stop(`${copies} copies are more than ${RULE.copiesMax}`);
  if (RULE.otherwise === "delay") await wait(RULE.delayMs);
  else message.payload.copies = RULE.copiesMax;
  return message;
}

const checkEvent = (name) => (message) =>
  message.payload.event === name ? message : stop(`the event ${message.payload.event} is not on the list`);

/** What the page's bridge does with its own calls and channels. */
const checkNumbers = (message) => (Object.values(message.payload).every(isNumber) ? message : stop("it takes numbers"));

const CHECKS = new Map([
  ["file_letter", checkLetter],
  ["read_mebibyte", (message) => message],
  ["plugin:event|listen", checkEvent("isolation-asked")],
  ["plugin:event|unlisten", checkEvent("isolation-asked")],
  ["plugin:event|emit_to", checkEvent("isolation-told")],
  ["plugin:footbridge|cancel", checkNumbers],
]);

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  const check = CHECKS.get(message.cmd) ?? stop(`${message.cmd} is not on the list`);
  return check(message);
};
