package dev.guildhall.benchmark;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A workspace to which events are published, with its subscribers: what was acknowledged is held against what they have. */
final class BusyWorkspace {

    /** Of what is published. */
    static final String TYPE = "load.noted";

    private static final int PAGE = 1000;

    private final String id;
    private final String name;
    private final Map<UUID, Recorded> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final Collection<String> faults = new ConcurrentLinkedQueue<>();
    private final List<String> subscriptions = new ArrayList<>();
    private final List<Inbox> webhooks = new ArrayList<>();
    private final List<Inbox> topics = new ArrayList<>();
    private final List<Inbox> streams = new ArrayList<>();
    private List<JsonObject> history = List.of();

    private record Recorded(UUID id, long sequence) {}

    private BusyWorkspace(String id, String name) {
        this.id = id;
        this.name = name;
    }

    static BusyWorkspace make(ApiClient administrator, String name) throws IOException, InterruptedException {
        var wanted = new JsonObject().put("key", name).put("name", name);
        var made = administrator.call("POST", "/api/workspaces", wanted);
        return new BusyWorkspace(made.getJsonObject("data").getString("id"), name);
    }

    String id() {
        return id;
    }

    String path() {
        return "/api/workspaces/" + id;
    }

    void addWebhook(ApiClient administrator, WebhookReceiver receiver) throws IOException, InterruptedException {
        var webhook = name + "-webhook-" + webhooks.size();
        var inbox = new Inbox(webhook);
        var sink = new JsonObject().put("kind", "WEBHOOK").put("url", receiver.url(webhook, inbox));
        subscribe(administrator, new JsonObject().put("name", webhook).put("sink", sink));
        webhooks.add(inbox);
    }

    /** Adds a subscription in order to a topic of Kafka, and tells what Kafka calls it. */
    String addTopic(ApiClient administrator, Inbox inbox) throws IOException, InterruptedException {
        var sink = new JsonObject().put("kind", "KAFKA").put("topic", "load");
        var wanted = new JsonObject().put("name", "Kafka").put("sink", sink).put("ordered", true);
        topics.add(inbox);
        return subscribe(administrator, wanted).getJsonObject("sink").getString("kafkaTopic");
    }

    /** An inbox for all that happens in the workspace. */
    Inbox addStream() {
        var inbox = new Inbox(name + "-stream-" + streams.size());
        streams.add(inbox);
        return inbox;
    }

    private JsonObject subscribe(ApiClient administrator, JsonObject subscription)
            throws IOException, InterruptedException {
        var wanted = subscription.put("types", JsonArray.of(TYPE));
        var made = administrator.call("POST", path() + "/subscriptions", wanted).getJsonObject("data");
        subscriptions.add(made.getString("id"));
        return made;
    }

    void acknowledged(UUID mark, JsonObject answer) {
        acknowledged.put(mark, new Recorded(UUID.fromString(answer.getString("id")), answer.getLong("sequence")));
    }

    /** A publication has no answer, or none that says what became of it. */
    void unanswered() {
        unanswered.incrementAndGet();
    }

    void fault(String fault) {
        faults.add(fault);
    }

    int acknowledgements() {
        return acknowledged.size();
    }

    int unansweredPublications() {
        return unanswered.get();
    }

    List<Inbox> webhooks() {
        return webhooks;
    }

    List<Inbox> topics() {
        return topics;
    }

    List<Inbox> streams() {
        return streams;
    }

    /** Reads the whole log, when nobody publishes any more. */
    void readHistory(ApiClient administrator) throws IOException, InterruptedException {
        var all = new ArrayList<JsonObject>();
        JsonArray page;
        do {
            var after = all.isEmpty() ? 0 : all.get(all.size() - 1).getLong("sequence");
            page = administrator
                    .get(path() + "/events?pageSize=" + PAGE + "&after=" + after)
                    .getJsonArray("data");
            page.forEach(event -> all.add((JsonObject) event));
        } while (!page.isEmpty());
        history = all;
    }

    /** Whether all subscribers have as many events as they are to have. */
    boolean isComplete() {
        var published = published().size();
        return webhooks.stream().allMatch(inbox -> inbox.size() >= published)
                && topics.stream().allMatch(inbox -> inbox.size() >= published)
                && streams.stream().allMatch(inbox -> inbox.size() >= history.size());
    }

    /** Whether nothing is left to be delivered, so that nothing comes again either. */
    boolean isQuiet(ApiClient administrator) throws IOException, InterruptedException {
        for (var subscription : subscriptions) {
            var pending = administrator.get(
                    path() + "/subscriptions/" + subscription + "/deliveries?pageSize=1&filter=state%3DPENDING");
            if (!pending.getJsonArray("data").isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong with what was read and received. */
    List<String> faults() {
        var found = new ArrayList<>(faults);
        Ledger.checkSequence(name, history, found);
        checkAcknowledged(found);
        var published = idsBySequence(published());
        webhooks.forEach(inbox -> found.addAll(inbox.faults(published)));
        topics.forEach(inbox -> found.addAll(inbox.faultsInOrder(published)));
        var everything = idsBySequence(history);
        streams.forEach(inbox -> found.addAll(inbox.faultsOnceInOrder(everything)));
        return found;
    }

    private void checkAcknowledged(List<String> found) {
        var recorded = new HashMap<UUID, Recorded>();
        for (var event : published()) {
            var mark = UUID.fromString(event.getJsonObject("data").getString("mark"));
            var one = new Recorded(UUID.fromString(event.getString("id")), event.getLong("sequence"));
            var before = recorded.put(mark, one);
            if (before != null) {
                found.add("%s has one publication as %s and as %s".formatted(name, before, one));
            }
        }
        acknowledged.forEach((mark, one) -> {
            if (!one.equals(recorded.get(mark))) {
                found.add("%s acknowledged %s and has %s".formatted(name, one, recorded.get(mark)));
            }
        });
    }

    private List<JsonObject> published() {
        return history.stream()
                .filter(event -> event.getString("type").equals(TYPE))
                .toList();
    }

    private static Map<Long, UUID> idsBySequence(List<JsonObject> events) {
        var ids = new TreeMap<Long, UUID>();
        events.forEach(event -> ids.put(event.getLong("sequence"), UUID.fromString(event.getString("id"))));
        return ids;
    }
}
