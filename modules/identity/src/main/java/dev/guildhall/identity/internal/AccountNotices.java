package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.text.PlainName;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes to people when something happens to how they sign in, which it should not without their knowing. */
final class AccountNotices {

    private static final String TEMPLATE = "mail/account-notice";
    private static final Duration USEFUL_FOR = Duration.ofDays(3);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx;
    private final MailQueue mails;
    private final String publicUrl;
    private final Clock clock;
    private Future<MailTemplate> template;

    AccountNotices(Vertx vertx, MailQueue mails, URI publicUrl, Clock clock) {
        this.vertx = vertx;
        this.mails = mails;
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
        this.clock = clock;
    }

    enum Notice {
        FACTOR_ADDED("An authenticator app was added to your account", "From now on it is asked for when you sign in."),
        FACTOR_REMOVED(
                "The authenticator app of your account was removed", "From now on your password is enough to sign in."),
        APP_REMOVED(
                "The authenticator app of your account was removed", "From now on a passkey of yours is asked for."),
        PASSKEY_ADDED("A passkey was added to your account", "Whoever has it can sign in without your password."),
        PASSKEY_REMOVED("A passkey of your account was removed", "It signs nobody in any more."),
        LAST_PASSKEY_REMOVED(
                "The last passkey of your account was removed", "From now on your password is enough to sign in."),
        PASSKEY_COPIED(
                "There may be a copy of a passkey of your account",
                "Its authenticator has signed less often than it had before, so it was refused: remove it, and add it anew."),
        FACTORS_RESET(
                "An administrator has removed the second factors of your account",
                "You were signed out everywhere, and your password is enough to sign in."),
        LATEST_FACTORS_REMOVED(
                "What was added lately to sign in to your account was removed",
                "A change of its address was undone, so passkeys and apps of that day and since are gone; add yours anew."),
        RECOVERY_CODE_USED(
                "A recovery code of your account was used", "It does not work again. When few are left, get new ones."),
        CODES_GUESSED(
                "Somebody gave ten wrong codes for your account",
                "Unless it was you, somebody knows your password: change it."),
        PASSWORD_CHANGED("The password of your account was changed", "Your other sessions have ended."),
        PASSWORD_SET(
                "The password of your account was set by a link",
                "The link had been sent to this address. You were signed out everywhere."),
        EMAIL_CHANGED("Your account has this email address now", "You sign in by it from now on."),
        EMAIL_RESTORED(
                "Your account has this email address again",
                "You were signed out everywhere. If it was not you who had changed it, set a new password now."),
        EMAIL_GIVEN_BACK(
                "Your account has its former email address again",
                "Whoever reads mail there has undone the change to this one."),
        NEW_DEVICE("Somebody has signed in to your account from a new device", "");

        private final String what;
        private final String more;

        Notice(String what, String more) {
            this.what = what;
            this.more = more;
        }
    }

    /** When and where something was done, and by which kind of client; nothing in it can be clicked. */
    static String circumstances(Client client, Instant at) {
        return "It was at " + MINUTE.format(at) + ", from the address " + client.address() + ", by "
                + (client.userAgent().isBlank() ? "a client without a name" : PlainName.shown(client.userAgent()))
                + ".";
    }

    /** Hands the mail in with the change that it tells of. */
    Future<Void> tell(Tx tx, Account account, Notice notice) {
        return tell(tx, account, notice, notice.more);
    }

    /** The same in other words. */
    Future<Void> tell(Tx tx, Account account, Notice notice, String more) {
        if (!Mail.canBeSentTo(account.email())) {
            return Future.succeededFuture();
        }
        return template().compose(ready -> {
            var facts = Map.of(
                    "what",
                    notice.what,
                    "more",
                    more,
                    "link",
                    publicUrl + "/portal/account/sessions",
                    "url",
                    publicUrl);
            var mail = ready.render(account.email(), Map.of(), facts, List.of());
            var topic = "user/" + account.id() + "/" + notice.name();
            return mails.post(tx, topic, mail, clock.instant().plus(USEFUL_FOR));
        });
    }

    /** The template, read when it is first needed. */
    private synchronized Future<MailTemplate> template() {
        if (template == null || template.failed()) {
            template = MailTemplate.load(vertx, AccountNotices.class.getClassLoader(), TEMPLATE);
        }
        return template;
    }
}
