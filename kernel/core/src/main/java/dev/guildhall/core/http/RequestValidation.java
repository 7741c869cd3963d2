package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.error.Problem.Detail;
import dev.guildhall.core.json.UnacceptableJson;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a request against its contract and says, field by field, what is wrong with it. */
final class RequestValidation implements InputTrustHandler {

    /** How an operation reads the body of a request. */
    @FunctionalInterface
    interface Rereading {

        Future<?> read(RoutingContext context, Object body);
    }

    private final RoutedOperation operation;
    private final Map<String, BodyCheck> bodies;
    private final Optional<Rereading> reader;
    private final WorkerExecutor workers;

    /**
     * @param bodies what a body is held against, by the media types that there may be
     * @param reader how the operation reads its body, for the faults that its contract cannot tell
     * @param workers look through large bodies, a few at a time
     */
    RequestValidation(
            RoutedOperation operation,
            Map<String, BodyCheck> bodies,
            Optional<Rereading> reader,
            WorkerExecutor workers) {
        this.operation = operation;
        this.bodies = bodies;
        this.reader = reader;
        this.workers = workers;
    }

    @Override
    public void handle(RoutingContext context) {
        if (operation.hasBody() && isOfAnotherType(context)) {
            context.fail(CommonError.UNSUPPORTED_MEDIA_TYPE.because(
                    "Send the body as Content-Type: " + String.join(" or ", bodies.keySet()) + "."));
            return;
        }
        if (operation.hasBody() && operation.isBodyRequired() && !hasBody(context)) {
            context.fail(CommonError.REQUEST_INVALID.because("A body of JSON is required."));
            return;
        }
        var faults = parameterFaults(context);
        if (!operation.hasBody() || !hasBody(context)) {
            settle(context, faults);
            return;
        }
        var sent = RequestBody.of(context);
        var check = bodies.get(RequestBody.contentType(context));
        if (BodyCheck.isLarge(sent)) {
            workers.executeBlocking(() -> check.check(sent), false)
                    .onSuccess(checked -> settle(context, faults, checked))
                    .onFailure(context::fail);
        } else {
            settle(context, faults, check.check(sent));
        }
    }

    private void settle(RoutingContext context, List<Detail> faults, BodyCheck.Checked body) {
        faults.addAll(body.faults());
        RequestBody.parsed(context, body.json());
        if (faults.isEmpty() || !body.isBounded() || reader.isEmpty()) {
            settle(context, faults);
            return;
        }
        others(context, body.json(), faults).onComplete(found -> {
            if (found.succeeded()) {
                faults.addAll(found.result());
                settle(context, faults);
            } else {
                context.fail(found.cause());
            }
        });
    }

    /** What the operation would say of the fields that are without a fault so far. */
    private Future<List<Detail>> others(RoutingContext context, Object json, List<Detail> faults) {
        if (faults.stream().anyMatch(fault -> fault.field().isEmpty())) {
            // The whole is not what it must be.
            return Future.succeededFuture(List.of());
        }
        var sound = new SoundPart(json, faults);
        return Future.succeededFuture()
                .compose(ready -> reader.orElseThrow().read(context, sound.json()))
                .map(List.<Detail>of())
                .recover(failure -> failure instanceof Problem problem
                        ? Future.succeededFuture(sound.of(problem.details()))
                        : Future.failedFuture(failure));
    }

    private static void settle(RoutingContext context, List<Detail> faults) {
        if (faults.isEmpty()) {
            context.next();
        } else {
            context.fail(CommonError.REQUEST_INVALID.because(summary(faults)).withDetails(faults));
        }
    }

    private List<Detail> parameterFaults(RoutingContext context) {
        var faults = new ArrayList<Detail>();
        for (var parameter : operation.parameters()) {
            if (!isReadByTheGate(parameter)) {
                faults.addAll(parameter.faults(context));
            }
        }
        return faults;
    }

    private static boolean isReadByTheGate(DeclaredParameter parameter) {
        return parameter.in() == DeclaredParameter.In.PATH
                && (SecurityGate.WORKSPACE_PARAMETERS.contains(parameter.name())
                        || SecurityGate.ORGANIZATION_PARAMETERS.contains(parameter.name()));
    }

    static Problem malformed(DecodeException cause) {
        // What another reader says may quote the body, in which a password may stand.
        if (!(cause instanceof UnacceptableJson refused)) {
            return CommonError.REQUEST_INVALID.because("The body is not valid JSON.");
        }
        return refused.field().isEmpty()
                ? CommonError.REQUEST_INVALID.because("The body " + refused.fault() + ".")
                : CommonError.REQUEST_INVALID.onField(refused.field(), refused.getMessage());
    }

    // A form leaves nothing of its body behind, so that only its type tells that there was one.
    private boolean isOfAnotherType(RoutingContext context) {
        return !bodies.containsKey(RequestBody.contentType(context))
                && (hasBody(context) || RequestBody.isForm(context));
    }

    private static boolean hasBody(RoutingContext context) {
        var sent = RequestBody.of(context);
        return sent != null && sent.length() > 0;
    }

    private static String summary(List<Detail> faults) {
        var first = faults.get(0);
        return faults.size() == 1
                ? first.message()
                : "The request has " + faults.size() + " invalid fields; the first: " + first.message();
    }
}
