package dev.guildhall.agents;

import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * An extension with a chat model that repeats what it is told, and can be told otherwise; with tools for it; and which counts
 * how often it was asked.
 */
final class Parrot {

    static final String PROVIDER = "parrot";

    private Parrot() {}

    /** Puts it into the catalogue; gives its key. */
    static String publish(TestProduct product) {
        var key = TestProduct.name("parrot");
        product.publish(ExtensionJar.of(key, "1.0.0")
                .manifest("chatModels", JsonArray.of(new JsonObject().put("provider", PROVIDER)))
                .manifest(
                        "provides",
                        JsonArray.of(
                                offer(key + ".asked.count"),
                                offer(key + ".note.add").put("changes", true),
                                offer(key + ".note.fail"),
                                offer(key + ".note.secret").put("permission", "members.manage")))
                .extension("""
                    private final java.util.concurrent.atomic.AtomicInteger asked =
                            new java.util.concurrent.atomic.AtomicInteger();
                    private final java.util.concurrent.CountDownLatch released =
                            new java.util.concurrent.CountDownLatch(1);

                    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
                        handlers.chatModel("parrot", (request, parts) -> {
                            asked.incrementAndGet();
                            var messages = request.messages();
                            var last = messages.get(messages.size() - 1);
                            var words = last.text().split(" ", 3);
                            if (last.role() == ChatMessage.Role.TOOL) {
                                parts.text("It says " + last.text()).await();
                                return Future.succeededFuture(ChatUsage.of(3, 4));
                            }
                            switch (words[0]) {
                                case "/call" -> parts.call(ChatToolCall.of(
                                        "c" + messages.size(), words[1], new JsonObject(words[2]))).await();
                                case "/refuse" -> throw new ExtensionException(
                                        ExtensionException.Kind.FORBIDDEN, "PARROT.REFUSED", "Not that");
                                case "/overload" -> throw new ExtensionException(
                                        ExtensionException.Kind.UNAVAILABLE, "PARROT.BUSY", "Later");
                                case "/crash" -> throw new IllegalStateException("it broke");
                                case "/wait" -> {
                                    parts.text("I begin. ").await();
                                    while (!request.isCancelled() && released.getCount() > 0) {
                                        Thread.sleep(10);
                                    }
                                    parts.text("I go on.").await();
                                }
                                case "/release" -> {
                                    released.countDown();
                                    parts.text("released").await();
                                }
                                case "/history" -> parts.text(String.join("|", messages.stream()
                                        .map(message -> message.role() + ":" + message.text())
                                        .toList())).await();
                                case "/instructions" -> parts.text(request.instructions().orElse("none")).await();
                                case "/tools" -> parts.text(String.join(",", request.tools().stream()
                                        .map(ChatTool::name)
                                        .sorted()
                                        .toList())).await();
                                case "/parameters" -> parts.text(request.model() + request.parameters().encode()).await();
                                case "/caller" -> parts.text(request.caller().id()).await();
                                default -> {
                                    for (var word : last.text().split("(?<= )")) {
                                        parts.text(word).await();
                                    }
                                }
                            }
                            return Future.succeededFuture(ChatUsage.of(10, 5).withCost(new java.math.BigDecimal("0.25")));
                        });
                        handlers.capability("$key.asked.count", call -> Future.succeededFuture(
                                new JsonObject().put("asked", asked.get())));
                        handlers.capability("$key.note.add", call -> Future.succeededFuture(new JsonObject()
                                .put("added", call.input().getString("text"))
                                .put("by", call.caller().id())));
                        handlers.capability("$key.note.fail", call -> {
                            throw ExtensionException.conflict("NOTE.FULL", "No room");
                        });
                        handlers.capability("$key.note.secret", call -> Future.succeededFuture(
                                new JsonObject().put("secret", true)));
                        return Future.succeededFuture();
                    }
                    """.replace("$key", key))
                .bytes());
        return key;
    }

    private static JsonObject offer(String key) {
        return new JsonObject().put("key", key).put("version", "1.0.0");
    }

    /** How often the model of a workspace was asked. */
    static int asked(TestWorkspace workspace, String key) {
        return workspace
                .invoke(key + ".asked.count", new JsonObject())
                .expect(200)
                .data()
                .getInteger("asked");
    }
}
