package dev.guildhall.core.http;

import io.vertx.core.Future;

/** A surface's own contract, for those who ask for it. */
record DocumentApi(Contract document) implements Api {

    @Override
    public void bind(Operations operations) {
        var response = ApiResponse.plain(document.document());
        operations.on(KernelApi.CONTRACT, request -> Future.succeededFuture(response));
    }
}
