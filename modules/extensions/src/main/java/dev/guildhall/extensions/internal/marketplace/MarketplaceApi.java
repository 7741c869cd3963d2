package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.Marketplace;
import dev.guildhall.extensions.MarketplaceEntry;
import dev.guildhall.host.ManifestSchema;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations on the catalogue. */
public final class MarketplaceApi implements Api {

    private static final String PATH = "/api/marketplace/extensions/";

    private final Marketplace marketplace;

    public MarketplaceApi(Marketplace marketplace) {
        this.marketplace = marketplace;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("publishExtension", this::publish)
                .on("listMarketplaceExtensions", this::list)
                .on("getMarketplaceExtension", this::get)
                .on("yankExtensionVersion", this::yank)
                .on("unyankExtensionVersion", this::unyank)
                .on(
                        "getExtensionManifestSchema",
                        request -> Future.succeededFuture(ApiResponse.plain(ManifestSchema.json())));
    }

    private Future<ApiResponse> publish(ApiRequest request) {
        return marketplace
                .publish(request.authentication(), ArtifactForm.read(request))
                .map(published -> {
                    var view = CatalogueJson.version(published.version());
                    return published.isNew()
                            ? ApiResponse.created(PATH + view.getString("extensionKey"), view)
                            : ApiResponse.ok(view);
                });
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return marketplace.page(page(request)).map(page -> page.answer(CatalogueJson::listing));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return marketplace.details(request.path("extensionKey")).map(MarketplaceApi::answer);
    }

    private Future<ApiResponse> yank(ApiRequest request) {
        return marketplace
                .yank(request.authentication(), request.path("extensionKey"), request.path("version"))
                .map(yanked -> ApiResponse.ok(CatalogueJson.details(yanked.details())
                                .put("concerned", PublisherKeysApi.concerned(yanked.concerned())))
                        .withRevision(yanked.details().entry().revision()));
    }

    private Future<ApiResponse> unyank(ApiRequest request) {
        return marketplace
                .unyank(request.authentication(), request.path("extensionKey"), request.path("version"))
                .map(MarketplaceApi::answer);
    }

    private static ApiResponse answer(Marketplace.Details details) {
        return ApiResponse.ok(CatalogueJson.details(details))
                .withRevision(details.entry().revision());
    }

    /** The parameters search and category are short for a filter, so that page tokens are bound to them as well. */
    private PageRequest<MarketplaceEntry> page(ApiRequest request) {
        var sent = PageQuery.read(request::query);
        var filter = Stream.of(
                        request.query("filter").filter(text -> !text.isBlank()).map(text -> "(" + text + ")"),
                        request.query("search").filter(text -> !text.isBlank()).map(text -> "search:" + quoted(text)),
                        request.query("category")
                                .filter(text -> !text.isBlank())
                                .map(text -> "category=" + quoted(text)))
                .flatMap(part -> part.stream())
                .collect(Collectors.joining(" AND "));
        return PageRequest.of(marketplace.fields(), sent.with(filter));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("*", "\\*") + '"';
    }
}
