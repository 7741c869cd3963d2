// Listens to the addresses given after the URL, and says in a line of JSON what it hears; ends after as many events as told.
import EventBus from "@vertx/eventbus-bridge-client.js";

const [url, events, ...addresses] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));
const bus = new EventBus(url, { vertxbus_ping_interval: 1000 });
let left = Number(events);

bus.onerror = (error) => say({ error: error.body });
bus.onclose = () => {
  say({ closed: true });
  process.exit(0);
};
bus.onopen = () => {
  for (const address of addresses) {
    bus.registerHandler(address, (error, message) => {
      say({ address, type: message.body.type, sequence: message.body.sequence });
      if (--left === 0) {
        bus.close();
      }
    });
  }
  say({ listening: true });
};
