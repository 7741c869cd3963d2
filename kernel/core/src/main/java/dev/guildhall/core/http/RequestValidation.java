package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Holds a request against its contract and says, field by field, what is wrong with it. */
final class RequestValidation implements InputTrustHandler {

    private static final RequestExtractor EXTRACTOR = RequestExtractor.withBodyHandler();

    private final RequestValidator validator;
    private final Operation operation;

    RequestValidation(RequestValidator validator, Operation operation) {
        this.validator = validator;
        this.operation = operation;
    }

    @Override
    public void handle(RoutingContext context) {
        if (operation.getRequestBody() != null && hasBody(context) && !isJson(context)) {
            context.fail(
                    CommonError.UNSUPPORTED_MEDIA_TYPE.because("Send the body as Content-Type: application/json."));
            return;
        }
        EXTRACTOR
                .extractValidatableRequest(context, operation)
                .map(request -> new VerbatimRequest(request, operation))
                .compose(request -> validator.validate(request, operation.getOperationId()))
                .onSuccess(valid -> context.next())
                .onFailure(failure -> context.fail(problem(failure)));
    }

    static Problem malformed(DecodeException cause) {
        return CommonError.REQUEST_INVALID.because("The body is not valid JSON: " + firstLine(cause.getMessage()));
    }

    private static boolean hasBody(RoutingContext context) {
        return context.body().length() > 0;
    }

    private static boolean isJson(RoutingContext context) {
        var type = context.request().getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private static Throwable problem(Throwable failure) {
        if (failure instanceof DecodeException malformed) {
            return malformed(malformed);
        }
        if (failure instanceof SchemaValidationException invalid) {
            var details = details(invalid.getOutputUnit());
            var summary = details.isEmpty() ? firstLine(invalid.getMessage()) : summary(details);
            return CommonError.REQUEST_INVALID.because(summary).withDetails(details);
        }
        if (failure instanceof ValidatorException invalid) {
            return invalid.getCause() instanceof DecodeException malformed
                    ? malformed(malformed)
                    : CommonError.REQUEST_INVALID.because(firstLine(invalid.getMessage()));
        }
        return failure;
    }

    private static String summary(List<Problem.Detail> details) {
        var first = details.get(0);
        return details.size() == 1
                ? first.message()
                : "The request has " + details.size() + " invalid fields; the first: " + first.message();
    }

    /**
     * The validator reports every schema on the way down to the fault, and properties as unknown whose value is merely
     * invalid, so for each place only its most telling error is kept.
     */
    private static List<Problem.Detail> details(OutputUnit output) {
        if (output == null || output.getErrors() == null) {
            return List.of();
        }
        var errors = new ArrayList<>(output.getErrors());
        errors.sort(Comparator.comparingInt((OutputUnit error) -> depth(error)).reversed());
        var byField = new LinkedHashMap<String, Problem.Detail>();
        for (var error : errors) {
            var field = field(error);
            var coveredBelow =
                    byField.keySet().stream().anyMatch(known -> known.equals(field) || isBelow(known, field));
            if (!coveredBelow) {
                byField.put(field, new Problem.Detail(field, message(field, error)));
            }
        }
        return List.copyOf(byField.values());
    }

    private static int depth(OutputUnit error) {
        return error.getInstanceLocation().length();
    }

    private static boolean isBelow(String known, String field) {
        return field.isEmpty() || known.startsWith(field + ".");
    }

    private static String field(OutputUnit error) {
        var location = error.getInstanceLocation();
        var path = location.startsWith("#") ? location.substring(1) : location;
        var field = path.isEmpty() ? "" : path.substring(1).replace('/', '.');
        var missing = missingProperty(error.getError());
        if (missing == null) {
            return field;
        }
        return field.isEmpty() ? missing : field + "." + missing;
    }

    // "Instance does not have required property "x"" is reported at the object; the client looks for the property.
    private static String missingProperty(String error) {
        var marker = "required property \"";
        var at = error == null ? -1 : error.indexOf(marker);
        return at < 0 ? null : error.substring(at + marker.length(), error.lastIndexOf('"'));
    }

    private static String message(String field, OutputUnit error) {
        var name = field.isEmpty() ? "The body" : field;
        if (missingProperty(error.getError()) != null) {
            return name + " is required";
        }
        if (error.getKeywordLocation() != null && error.getKeywordLocation().contains("additionalProperties")) {
            return name + " is not a known property";
        }
        return name + ": " + error.getError();
    }

    private static String firstLine(String text) {
        var line = text == null ? "" : text.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
