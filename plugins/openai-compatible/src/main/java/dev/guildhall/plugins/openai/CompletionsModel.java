package dev.guildhall.plugins.openai;

import dev.guildhall.spi.ChatModel;
import dev.guildhall.spi.ChatParts;
import dev.guildhall.spi.ChatRequest;
import dev.guildhall.spi.ChatUsage;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.WorkspaceContext;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks {@code POST /chat/completions} and passes on its stream. */
final class CompletionsModel implements ChatModel {

    private final WorkspaceContext workspace;

    CompletionsModel(WorkspaceContext workspace) {
        this.workspace = workspace;
    }

    @Override
    public Future<ChatUsage> answer(ChatRequest request, ChatParts parts) {
        var question = Question.of(request);
        var completion = new Completion(parts);
        return workspace.http().stream(outbound(request, question), completion::take)
                .compose(answer ->
                        answer.succeeded() ? completion.end(question) : Future.failedFuture(Refusal.of(answer)))
                .map(usage -> priced(usage, request.model()));
    }

    private OutboundRequest outbound(ChatRequest request, JsonObject question) {
        var base = workspace.config().getString("baseUrl");
        var url = URI.create((base.endsWith("/") ? base : base + "/") + "chat/completions");
        var sent = OutboundRequest.post(url, question)
                .withHeader("accept", "text/event-stream")
                .withTimeout(Duration.between(Instant.now(), request.deadline()));
        return workspace
                .secrets()
                .get("apiKey")
                .map(key -> sent.withHeader("authorization", "Bearer " + key))
                .orElse(sent);
    }

    private ChatUsage priced(ChatUsage usage, String model) {
        return Optional.ofNullable(workspace.config().getJsonObject("prices"))
                .map(prices -> prices.getJsonObject(model))
                .map(price -> usage.withCost(Price.of(price).cost(usage)))
                .orElse(usage);
    }
}
