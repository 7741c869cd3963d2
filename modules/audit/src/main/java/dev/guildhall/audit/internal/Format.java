package dev.guildhall.audit.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.ApiRequest;
import io.vertx.ext.web.MIMEHeader;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a client wants the log: page by page as everything else, or whole, as a file. */
enum Format {
    JSON("application/json"),
    CSV("text/csv"),
    NDJSON("application/x-ndjson");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /** What the parameter {@code format} says, or else what the client accepts most gladly, or else JSON. */
    static Format of(ApiRequest request) {
        return request.query("format")
                .map(Format::named)
                .orElseGet(() -> request.context().parsedHeaders().accept().stream()
                        .sorted((one, other) -> Float.compare(other.weight(), one.weight()))
                        .flatMap(accepted -> accepted(accepted).stream())
                        .findFirst()
                        .orElse(JSON));
    }

    private static Format named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField("format", "format must be json, csv or ndjson"));
    }

    private static Optional<Format> accepted(MIMEHeader accepted) {
        var type = (accepted.component() + "/" + accepted.subComponent()).toLowerCase(Locale.ROOT);
        return type.equals("*/*")
                ? Optional.of(JSON)
                : Arrays.stream(values())
                        .filter(format -> format.mediaType.equals(type))
                        .findFirst();
    }
}
