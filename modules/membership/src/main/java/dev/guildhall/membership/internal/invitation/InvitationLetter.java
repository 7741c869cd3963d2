package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailTemplate;
import dev.guildhall.membership.Invitation;
import dev.guildhall.membership.Invitation.Inviter;
import dev.guildhall.membership.Invitations.Link;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an invited person gets to read, and the address it leads to. */
final class InvitationLetter {

    private static final String TEMPLATE = "mail/invitation";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final String publicUrl;
    private Future<MailTemplate> template;

    InvitationLetter(Vertx vertx, URI publicUrl) {
        this.vertx = vertx;
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
    }

    /** The template, read when it is first needed. */
    synchronized Future<MailTemplate> template() {
        if (template == null || template.failed()) {
            template = MailTemplate.load(vertx, InvitationLetter.class.getClassLoader(), TEMPLATE);
        }
        return template;
    }

    /** The secret stands behind the #, which a browser keeps to itself: it appears in no server's log. */
    Link link(ClientSecret secret) {
        return new Link(secret.text(), publicUrl + "/invitations/accept#token=" + secret.text());
    }

    Mail write(MailTemplate ready, Invitation invitation, Host host, ClientSecret secret) {
        var names = Map.of(
                "inviter", invitation.inviter().map(Inviter::name).orElse("Somebody"),
                "kind", host.kind(),
                "workspace", host.name(),
                "role", invitation.roleName());
        var facts = Map.of(
                "email", invitation.email().orElseThrow(),
                "expires", TIME.format(invitation.expiresAt()),
                "link", link(secret).url());
        return ready.render(invitation.email().orElseThrow(), names, facts, List.of(secret.text()));
    }
}
