package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.text.PlainName;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Mails people links to pages of the portal, by which something of their account is done once. */
final class AccountLinks {

    private static final String TEMPLATE = "mail/account-link";

    private final Vertx vertx;
    private final MailQueue mails;
    private final String publicUrl;
    private Future<MailTemplate> template;

    AccountLinks(Vertx vertx, MailQueue mails, URI publicUrl) {
        this.vertx = vertx;
        this.mails = mails;
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
    }

    enum Purpose {
        RESET_PASSWORD(
                "password",
                "Set a new password for your account",
                "Somebody, we hope you, has asked for this at %s. The link works once, for %s.",
                "Set a new password",
                "If it was not you, you need not do anything: without the link nothing changes."),
        FIRST_PASSWORD(
                "password",
                "Set the password of your account",
                "An administrator of %s wants you to set one. The link works once, for %s.",
                "Set the password",
                "If you do not know what this is about, you can ignore this mail."),
        CONFIRM_EMAIL(
                "email",
                "Confirm your new email address",
                "Somebody, we hope you, wants their account at %s to have this address. The link works once, for %s.",
                "Confirm the address",
                "If it was not you, you can ignore this mail: without the link nothing changes."),
        UNDO_ASKED(
                "email/undo",
                "Another email address was asked for your account",
                "Somebody who is signed in to your account at %s wants it to have the address %s, which has yet to confirm"
                        + " it. Until then, and for three days after, you can undo that; you are then signed out"
                        + " everywhere.",
                "Undo it, if it was not you",
                "If it was you, you need not do anything."),
        UNDO_DONE(
                "email/undo",
                "Your account has another email address",
                "The account at %s that had this address has the address %s now. For three days you can undo that; you are"
                        + " then signed out everywhere.",
                "Undo it, if it was not you",
                "If it was you, you need not do anything.");

        private final String page;
        private final String what;
        private final String more;
        private final String action;
        private final String otherwise;

        Purpose(String page, String what, String more, String action, String otherwise) {
            this.page = page;
            this.what = what;
            this.more = more;
            this.action = action;
            this.otherwise = otherwise;
        }
    }

    /** Hands in the mail with a link that works for so long; nothing where no mail can be sent to. */
    Future<Void> post(Tx tx, UserId user, String to, Purpose purpose, ClientSecret secret, Duration life, Instant now) {
        return post(tx, user, to, purpose, secret, inWords(life), now.plus(life));
    }

    /** The same of a link by which the change to another address is undone. */
    Future<Void> postUndo(
            Tx tx, UserId user, String to, Purpose purpose, ClientSecret secret, String other, Instant until) {
        return post(tx, user, to, purpose, secret, PlainName.shown(other), until);
    }

    private Future<Void> post(
            Tx tx, UserId user, String to, Purpose purpose, ClientSecret secret, String fact, Instant until) {
        if (!Mail.canBeSentTo(to)) {
            return Future.succeededFuture();
        }
        return template().compose(ready -> {
            var facts = Map.of(
                    "what", purpose.what,
                    "more", String.format(purpose.more, publicUrl, fact),
                    "action", purpose.action,
                    "otherwise", purpose.otherwise,
                    "link", publicUrl + "/portal/" + purpose.page + "#token=" + secret.text());
            var mail = ready.render(to, Map.of(), facts, List.of(secret.text()));
            return mails.post(tx, "user/" + user + "/" + purpose.name(), mail, until);
        });
    }

    private static String inWords(Duration life) {
        return life.toHours() == 1
                ? "one hour"
                : life.toDays() > 1 ? life.toDays() + " days" : life.toHours() + " hours";
    }

    /** The template, read when it is first needed. */
    private synchronized Future<MailTemplate> template() {
        if (template == null || template.failed()) {
            template = MailTemplate.load(vertx, AccountLinks.class.getClassLoader(), TEMPLATE);
        }
        return template;
    }
}
