package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem.Detail;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.InputTrustHandler;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Refuses parameters in the query that the operation does not have: whoever misspells one would never learn of it. */
final class KnownQuery implements InputTrustHandler {

    private final Set<String> known;

    KnownQuery(RoutedOperation operation) {
        this.known = operation.parameters().stream()
                .filter(parameter -> parameter.in() == DeclaredParameter.In.QUERY)
                .map(DeclaredParameter::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void handle(RoutingContext context) {
        if (context.request().query() == null) {
            context.next();
            return;
        }
        var faults = context.queryParams().names().stream()
                .filter(name -> !known.contains(name))
                .map(name -> new Detail(name, name + " is not a known query parameter; " + knownOnes()))
                .toList();
        if (faults.isEmpty()) {
            context.next();
        } else {
            context.fail(
                    CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults));
        }
    }

    private String knownOnes() {
        return known.isEmpty() ? "there are none here" : "known are " + String.join(", ", known);
    }
}
