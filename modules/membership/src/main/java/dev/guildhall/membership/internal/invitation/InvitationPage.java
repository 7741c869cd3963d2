package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.HtmlPage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** Where the link of an invitation leads: a page that answers it. It sees the secret in the browser alone. */
final class InvitationPage {

    private final Vertx vertx;

    InvitationPage(Vertx vertx) {
        this.vertx = vertx;
    }

    Future<ApiResponse> html() {
        return HtmlPage.page(vertx, InvitationPage.class.getClassLoader(), "invitation/page.html");
    }

    Future<ApiResponse> script() {
        return HtmlPage.script(vertx, InvitationPage.class.getClassLoader(), "invitation/accept.js");
    }
}
