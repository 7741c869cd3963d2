package dev.guildhall.agents.internal;

import dev.guildhall.agents.Agent;
import dev.guildhall.agents.AgentError;
import dev.guildhall.agents.ToolRun;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.work.Worker;
import dev.guildhall.extensions.ChatModels;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Cancellation;
import dev.guildhall.host.ChatCall;
import dev.guildhall.host.ChatPart;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatToolCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one run that this node has claimed: asks the model, calls the tools that it wants and tells it what came of them,
 * until it has answered. Lives on one event loop.
 */
final class RunWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);

    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_ROUNDS = 10;
    private static final int MOST_CALLS = 32;
    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int LONGEST_RESULT = 64 * 1024;
    private static final int LONGEST_ERROR = 500;
    private static final int LOOKS_APART = 5;

    private final RunContext context;
    private final RunClaim claim;
    private final Cancellation cancellation = new Cancellation();
    private final Instant deadline = Instant.now().plus(LONGEST);
    private final StringBuilder answer = new StringBuilder();
    private final AnswerSender sender;
    private Used used = Used.NOTHING;
    private int calls;
    private boolean stopping;
    private int sweeps;

    RunWorker(RunContext context, RunClaim claim) {
        this.context = context;
        this.claim = claim;
        this.sender = context.sender(claim);
    }

    @Override
    public Future<Boolean> run() {
        if (!claim.holds()) {
            sender.end();
            return Future.succeededFuture(false);
        }
        return prepared()
                .compose(session -> round(session, 1))
                .transform(made -> {
                    sender.end();
                    return note(outcome(made.cause()), answer.toString());
                })
                .map(true);
    }

    // What is not noted would hold up its session, and count among those that run, until this node ends.
    private Future<Void> note(RunOutcome outcome, String said) {
        return context.end(claim, outcome, said).recover(failure -> {
            if (stopping || !claim.holds()) {
                LOG.info(
                        "What became of run {} is not noted; it is marked as interrupted",
                        claim.run().id());
                return Future.succeededFuture();
            }
            if (failure instanceof Problem problem && problem.code().equals(CommonError.UNAVAILABLE)) {
                return context.pause().compose(passed -> note(outcome, said));
            }
            LOG.error("Cannot note what became of run {}", claim.run().id(), failure);
            return said.isEmpty()
                    ? context.pause().compose(passed -> note(outcome, said))
                    : note(RunOutcome.failed(CommonError.INTERNAL.code(), "The answer could not be kept.", used), "");
        });
    }

    @Override
    public void stop() {
        stopping = true;
        cancellation.cancel();
    }

    /** Somebody cancelled runs of the session; this one perhaps. */
    @Override
    public void notice() {
        look();
    }

    /** The same, for what this node was not told of. */
    @Override
    public void sweep() {
        if (!claim.holds()) {
            cancellation.cancel();
        } else if (++sweeps % LOOKS_APART == 0) {
            look();
        }
    }

    private void look() {
        context.claims()
                .isWanted(claim)
                .onSuccess(wanted -> {
                    if (!wanted) {
                        cancellation.cancel();
                    }
                })
                .onFailure(failure -> LOG.debug("Cannot look whether a run is still wanted", failure));
    }

    /** What a run goes on from one question to the next. */
    private record Conversation(
            RunAccess by,
            Agent agent,
            ChatModels.Provided provider,
            Toolbox tools,
            Optional<String> instructions,
            List<ChatMessage> messages) {}

    private Future<Conversation> prepared() {
        var run = claim.run();
        var agent = context.agentOf(run);
        return context.access(run)
                .compose(by -> context.requireAllowed(run.workspace(), agent)
                        .compose(provider -> Future.all(
                                        Toolbox.of(
                                                context.capabilities(),
                                                by.authentication(),
                                                by.access(),
                                                run.readonly(),
                                                agent.tools()),
                                        context.history(run),
                                        context.instructions(run, agent))
                                .map(read -> new Conversation(
                                        by,
                                        agent,
                                        provider,
                                        read.resultAt(0),
                                        read.resultAt(2),
                                        new ArrayList<>(read.<List<ChatMessage>>resultAt(1))))));
    }

    private Future<Void> round(Conversation conversation, int number) {
        if (number > MOST_ROUNDS) {
            return AgentError.FAILED
                    .because("The agent called tools " + MOST_ROUNDS + " times in a row without an answer.")
                    .asFuture();
        }
        var wanted = new ArrayList<ChatPart.Wanted>();
        var said = answer.length();
        return ask(conversation, wanted).compose(finished -> {
            if (wanted.isEmpty()) {
                return Future.succeededFuture();
            }
            conversation
                    .messages()
                    .add(ChatMessage.assistant(
                            answer.substring(said),
                            wanted.stream()
                                    .map(one -> ChatToolCall.of(one.id(), one.tool(), one.input()))
                                    .toList()));
            return useTools(conversation, wanted, 0)
                    .compose(done -> context.requireBudget(claim.run().workspace(), used))
                    .compose(affordable -> round(conversation, number + 1));
        });
    }

    private Future<Void> ask(Conversation conversation, List<ChatPart.Wanted> wanted) {
        if (cancellation.isCancelled()) {
            return Future.failedFuture(new CancelledException());
        }
        var agent = conversation.agent();
        var chain = CallChain.from(claim.run().requestId(), deadline, cancellation)
                .onBehalfOf(conversation.by().caller(), conversation.by().access());
        var question = new ChatCall(
                agent.provider(),
                agent.model(),
                conversation.instructions(),
                List.copyOf(conversation.messages()),
                conversation.tools().tools(),
                agent.parameters().copy(),
                conversation.by().caller(),
                chain);
        return context.models()
                .answer(
                        claim.run().workspace(),
                        conversation.provider().extensionKey(),
                        question,
                        part -> take(part, wanted))
                .map(usage -> {
                    used = used.plus(usage);
                    return null;
                });
    }

    private Future<Void> take(ChatPart part, List<ChatPart.Wanted> wanted) {
        if (part instanceof ChatPart.Text text) {
            if (answer.length() + text.piece().length() > LONGEST_ANSWER) {
                throw AgentError.FAILED.because("The answer is longer than " + LONGEST_ANSWER + " characters.");
            }
            answer.append(text.piece());
            context.live().goesOn(claim.key(), claim.run().id(), claim.run().agentKey(), text.piece());
            sender.add(text.piece());
            return Future.succeededFuture();
        }
        if (++calls > MOST_CALLS) {
            throw AgentError.FAILED.because("The agent wanted more than " + MOST_CALLS + " calls of tools.");
        }
        wanted.add((ChatPart.Wanted) part);
        return Future.succeededFuture();
    }

    private Future<Void> useTools(Conversation conversation, List<ChatPart.Wanted> wanted, int index) {
        if (index == wanted.size()) {
            return Future.succeededFuture();
        }
        var one = wanted.get(index);
        var began = Instant.now();
        var number = calls - wanted.size() + index + 1;
        return conversation
                .tools()
                .call(one.tool(), one.input().copy(), claim.run().requestId(), cancellation)
                .transform(called -> {
                    if (cancellation.isCancelled()) {
                        return Future.failedFuture(new CancelledException());
                    }
                    var result = called.succeeded() ? result(called.result()) : failed(called.cause());
                    conversation.messages().add(ChatMessage.tool(one.id(), result.text()));
                    return context.note(
                            claim,
                            result.of(
                                    number,
                                    conversation.tools().keyOf(one.tool()).orElse(one.tool()),
                                    one.input(),
                                    began));
                })
                .compose(noted -> useTools(conversation, wanted, index + 1));
    }

    /** What came of a call, as the model is told. */
    private record Result(String text, Optional<String> errorCode, Optional<String> error) {

        ToolRun of(int number, String capability, JsonObject input, Instant began) {
            return new ToolRun(
                    number,
                    capability,
                    input.encode(),
                    errorCode.isPresent() ? Optional.empty() : Optional.of(text),
                    errorCode,
                    error,
                    began,
                    Instant.now());
        }
    }

    private static Result result(JsonObject output) {
        var text = output.encode();
        return text.length() <= LONGEST_RESULT
                ? new Result(text, Optional.empty(), Optional.empty())
                : refused("TOOL.RESULT_TOO_LARGE", "The result is larger than " + LONGEST_RESULT + " characters.");
    }

    private static Result failed(Throwable failure) {
        if (failure instanceof Problem problem) {
            return refused(problem.code().code(), problem.getMessage());
        }
        LOG.warn("A tool of an agent failed", failure);
        return refused("TOOL.FAILED", "The tool failed.");
    }

    private static Result refused(String code, String message) {
        var told =
                new JsonObject().put("error", new JsonObject().put("code", code).put("message", message));
        return new Result(told.encode(), Optional.of(code), Optional.of(shortened(message)));
    }

    private RunOutcome outcome(Throwable failure) {
        if (failure == null) {
            return RunOutcome.completed(used);
        }
        if (stopping) {
            return RunOutcome.interrupted(used);
        }
        if (cancellation.isCancelled()) {
            return RunOutcome.cancelled(used);
        }
        if (failure instanceof Problem problem) {
            return RunOutcome.failed(problem.code().code(), shortened(problem.getMessage()), used);
        }
        if (failure instanceof ExtensionFailure fault) {
            return failed(fault);
        }
        LOG.error("Run {} failed", claim.run().id(), failure);
        return RunOutcome.failed("SERVICE.INTERNAL", "The run failed.", used);
    }

    private RunOutcome failed(ExtensionFailure fault) {
        LOG.debug("A chat model failed: {}", fault.getMessage());
        return switch (fault.kind()) {
            case TIMED_OUT -> RunOutcome.failed(AgentError.TIMEOUT.code(), "The model did not answer in time.", used);
            case OVERLOADED, STOPPED, START_POSTPONED, RESTING ->
                RunOutcome.failed(
                        AgentError.OVERLOADED.code(),
                        "The model cannot be asked at the moment; try again later.",
                        used);
            default -> RunOutcome.failed(AgentError.FAILED.code(), "The model failed to answer.", used);
        };
    }

    private static String shortened(String text) {
        return text == null || text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR) + "…";
    }

    /** Nobody waits for the answer any more. */
    private static final class CancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CancelledException() {
            super("cancelled", null, false, false);
        }
    }
}
