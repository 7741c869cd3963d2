package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditRecord;
import dev.guildhall.audit.AuditTrail;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole log, or what a filter lets through of it, on its way to a client, no faster than they read. */
final class Export {

    private static final Logger LOG = LoggerFactory.getLogger(Export.class);

    // An entry can be as large as what it tells of, so few of them are held at a time.
    private static final String PAGE_SIZE = "100";

    private final AuditTrail trail;
    private final Tenant tenant;
    private final ApiRequest request;
    private final Format format;
    private final Rows rows;
    private final HttpServerResponse response;
    private boolean left;

    Export(AuditTrail trail, Tenant tenant, ApiRequest request, Format format) {
        this.trail = trail;
        this.tenant = tenant;
        this.request = request;
        this.format = format;
        this.rows = Rows.of(format);
        this.response = request.context().response();
    }

    /** Completes when the answer has begun; what goes wrong before that is an ordinary error. */
    Future<ApiResponse> begin() {
        return page(Optional.empty()).map(first -> {
            response.setChunked(true)
                    .putHeader("Content-Type", format.mediaType())
                    .putHeader("Cache-Control", "no-store")
                    .putHeader(
                            "Content-Disposition",
                            "attachment; filename=\"audit-" + tenant.value() + "."
                                    + format.name().toLowerCase(Locale.ROOT) + "\"");
            write(first, true).onFailure(this::abort);
            return ApiResponse.streamed();
        });
    }

    private Future<Void> write(Page<AuditRecord> page, boolean first) {
        return sent(response.write(rows.write(page.items(), first)))
                .compose(written -> page.nextPageToken().isEmpty() ? sent(response.end()) : next(page.nextPageToken()));
    }

    private Future<Void> sent(Future<Void> sending) {
        return sending.onFailure(unsent -> left = true);
    }

    private Future<Void> next(Optional<String> token) {
        return request.isStillAdmitted().compose(admitted -> {
            if (!admitted) {
                return response.reset().mapEmpty();
            }
            return page(token).compose(page -> write(page, false));
        });
    }

    private Future<Page<AuditRecord>> page(Optional<String> token) {
        var sent = PageQuery.read(request::query);
        var query = new PageQuery(PAGE_SIZE, token.orElse(null), sent.filter(), sent.orderBy(), sent.names());
        return Future.<Void>succeededFuture()
                .compose(ready -> trail.page(tenant, PageRequest.of(AuditTrail.FIELDS, query)));
    }

    /** What was sent so far must not look like the whole. */
    private void abort(Throwable failure) {
        if (left || response.closed()) {
            LOG.debug("A client did not wait for the end of the audit log", failure);
            return;
        }
        LOG.warn("The audit log of {} could not be sent to its end", tenant, failure);
        response.reset().onFailure(gone -> LOG.debug("Closed already", gone));
    }
}
