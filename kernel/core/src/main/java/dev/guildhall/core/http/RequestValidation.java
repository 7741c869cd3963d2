package dev.guildhall.core.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.core.schema.SchemaFaults;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import io.vertx.openapi.validation.impl.RequestValidatorImpl;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds a request against its contract and says, field by field, what is wrong with it. */
final class RequestValidation implements InputTrustHandler {

    private static final Pattern PARAMETER = Pattern.compile("^The value of \\w+ parameter (\\S+) is invalid");

    /** A larger body takes its time to be looked through, and is so off the event loop. */
    private static final int LARGE = 16 * 1024;

    private final RequestValidatorImpl validator;
    private final Operation operation;
    private final BodyReader reader;

    RequestValidation(RequestValidatorImpl validator, Operation operation, BodyReader reader) {
        this.validator = validator;
        this.operation = operation;
        this.reader = reader;
    }

    @Override
    public void handle(RoutingContext context) {
        if (operation.getRequestBody() != null && isOfAnotherType(context)) {
            context.fail(
                    CommonError.UNSUPPORTED_MEDIA_TYPE.because("Send the body as Content-Type: application/json."));
            return;
        }
        if (operation.getRequestBody() != null && operation.getRequestBody().isRequired() && !hasBody(context)) {
            context.fail(CommonError.REQUEST_INVALID.because("A body of JSON is required."));
            return;
        }
        var request = new VerbatimRequest(context, operation);
        if (hasBody(context) && SentBody.of(context).length() > LARGE) {
            validator
                    .validate(request, operation.getOperationId())
                    .onSuccess(valid -> accept(context, valid.getBody()))
                    .onFailure(failure -> context.fail(problem(context, failure)));
            return;
        }
        RequestParameter body;
        try {
            body = validated(request);
        } catch (ValidatorException | DecodeException invalid) {
            context.fail(problem(context, invalid));
            return;
        }
        accept(context, body);
    }

    private RequestParameter validated(VerbatimRequest request) {
        for (var parameter : operation.getParameters()) {
            if (!isReadByTheGate(parameter)) {
                validator.validateParameter(parameter, request.valueOf(parameter));
            }
        }
        return validator.validateBody(operation.getRequestBody(), request);
    }

    private static boolean isReadByTheGate(Parameter parameter) {
        return parameter.getIn() == Location.PATH && parameter.getName().equals(SecurityGate.WORKSPACE_PARAMETER);
    }

    private static void accept(RoutingContext context, RequestParameter body) {
        if (body != null && body.get() != null) {
            var faults = JsonTexts.faults(body.get());
            if (!faults.isEmpty()) {
                context.fail(
                        CommonError.REQUEST_INVALID.because(summary(faults)).withDetails(faults));
                return;
            }
            SentBody.parsed(context, body.get());
        }
        context.next();
    }

    // Not what is wrong with it: the library quotes the body, in which a password may stand.
    static Problem malformed(DecodeException cause) {
        var place = cause.getCause() instanceof JsonProcessingException syntax ? syntax.getLocation() : null;
        return CommonError.REQUEST_INVALID.because(
                place == null
                        ? "The body is not valid JSON."
                        : "The body is not valid JSON (line " + place.getLineNr() + ", column " + place.getColumnNr()
                                + ").");
    }

    // A form leaves nothing of its body behind, so that only its type tells that there was one.
    private static boolean isOfAnotherType(RoutingContext context) {
        return !SentBody.isJson(context) && (hasBody(context) || SentBody.isForm(context));
    }

    private static boolean hasBody(RoutingContext context) {
        var body = SentBody.of(context);
        return body != null && body.length() > 0;
    }

    private Throwable problem(RoutingContext context, Throwable failure) {
        if (failure instanceof DecodeException malformed) {
            return malformed(malformed);
        }
        if (failure instanceof SchemaValidationException invalid) {
            var parameter = parameter(invalid);
            var faults = SchemaFaults.of(invalid.getOutputUnit(), parameter);
            var details = parameter.isEmpty() ? withOthers(faults, context) : faults;
            var summary = details.isEmpty() ? firstLine(invalid.getMessage()) : summary(details);
            return CommonError.REQUEST_INVALID.because(summary).withDetails(details);
        }
        if (failure instanceof ValidatorException invalid) {
            return unreadable(context)
                    .orElseGet(() -> CommonError.REQUEST_INVALID.because(firstLine(invalid.getMessage())));
        }
        return failure;
    }

    /** The faults against the contract, and what else the operation would say of the fields without one. */
    private List<Problem.Detail> withOthers(List<Problem.Detail> faults, RoutingContext context) {
        var body = SentBody.of(context);
        if (!hasBody(context) || body.length() > LARGE || !(Json.decodeValue(body) instanceof JsonObject fields)) {
            return faults;
        }
        var faulty = faults.stream().map(RequestValidation::topmost).collect(Collectors.toSet());
        fields.fieldNames().removeAll(faulty);
        try {
            reader.read(fields);
            return faults;
        } catch (Problem problem) {
            var others = problem.details().stream().filter(other -> !faulty.contains(topmost(other)));
            return Stream.concat(faults.stream(), others).toList();
        }
    }

    private static String topmost(Problem.Detail fault) {
        var end = fault.field().indexOf('.');
        return end < 0 ? fault.field() : fault.field().substring(0, end);
    }

    // The library says that it could not read the body, but not why.
    private static Optional<Problem> unreadable(RoutingContext context) {
        if (!hasBody(context)) {
            return Optional.empty();
        }
        try {
            Json.decodeValue(SentBody.of(context));
            return Optional.empty();
        } catch (DecodeException malformed) {
            return Optional.of(malformed(malformed));
        }
    }

    // The library tells only people which parameter it was.
    private static String parameter(SchemaValidationException invalid) {
        var told = PARAMETER.matcher(invalid.getMessage());
        return told.find() ? told.group(1) : "";
    }

    private static String summary(List<Problem.Detail> details) {
        var first = details.get(0);
        return details.size() == 1
                ? first.message()
                : "The request has " + details.size() + " invalid fields; the first: " + first.message();
    }

    private static String firstLine(String text) {
        var line = text == null ? "" : text.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
