// Enhancement only: reload when there is something new to see, and keep the chosen view over the reload.
const version = document.documentElement.dataset.version;
const stopped = document.querySelector(".stopped");

for (const view of document.querySelectorAll("input[name=view]")) {
  if (sessionStorage.getItem("view") === view.id) view.checked = true;
  view.addEventListener("change", () => sessionStorage.setItem("view", view.id));
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch("./", { headers: { "If-None-Match": version }, cache: "no-store" });
    stopped.hidden = true;
    if (answer.status === 200) location.reload();
  } catch {
    stopped.hidden = false;
  }
}

setInterval(look, 1500);
