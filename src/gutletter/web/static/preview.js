// Enhancement only: reload when there is something new to see, and keep the chosen view over the reload.
const version = document.documentElement.dataset.version;
const stopped = document.querySelector(".stopped");

for (const view of document.querySelectorAll("input[name=view]")) {
  if (sessionStorage.getItem("view") === view.id) view.checked = true;
  view.addEventListener("change", () => sessionStorage.setItem("view", view.id));
}

// One question at a time: on a busy machine, questions asked by the clock would pile up before the answer to the first.
async function look() {
  let news = false;
  try {
    const answer = document.hidden ? null : await fetch("./", { headers: { "If-None-Match": version }, cache: "no-store" });
    if (answer) stopped.hidden = true;
    news = answer?.status === 200;
  } catch {
    stopped.hidden = false;
  }
  if (news) location.reload();
  else setTimeout(look, 1500);
}

setTimeout(look, 1500);
