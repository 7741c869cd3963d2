package dev.guildhall.identity.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.internal.factor.Passkey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Records what happens to second factors and by them, as facts of the platform. None of them carries a secret. */
final class FactorEvents {

    static final String FACTOR_ADDED = "user.factor_added";
    static final String FACTOR_REMOVED = "user.factor_removed";
    static final String FACTORS_RESET = "user.factors_reset";
    static final String SESSION_PROVEN = "user.session_proven";

    private static final String PASSKEY_RENAMED = "user.passkey_renamed";
    private static final String RECOVERY_CODES_RENEWED = "user.recovery_codes_renewed";
    private static final String RECOVERY_CODE_USED = "user.recovery_code_used";
    private static final String SESSION_CHALLENGED = "session.challenged";
    private static final String STEP_UP_REFUSED = "session.step_up_refused";

    private final Journal journal;
    private final AuditLog audit = new AuditLog();

    FactorEvents(Journal journal) {
        this.journal = journal;
    }

    void added(Tx tx, UserId user, SignInMethod factor, Authentication by) {
        var facts = factor(factor);
        record(tx, Change.of(by, FACTOR_ADDED).on(user).telling(facts).to(facts));
    }

    void removed(Tx tx, UserId user, SignInMethod factor, Authentication by) {
        var facts = factor(factor);
        record(tx, Change.of(by, FACTOR_REMOVED).on(user).telling(facts).from(facts));
    }

    void added(Tx tx, Passkey passkey, Authentication by) {
        var facts = passkey(passkey.id());
        record(tx, Change.of(by, FACTOR_ADDED).on(passkey.user()).telling(facts).to(facts));
    }

    void removed(Tx tx, UserId user, UUID passkey, Authentication by) {
        var facts = passkey(passkey);
        record(tx, Change.of(by, FACTOR_REMOVED).on(user).telling(facts).from(facts));
    }

    /** Nobody is told of the name: a log could not forget what people call their things. */
    void renamed(Tx tx, Passkey passkey, Authentication by) {
        var facts = new JsonObject().put("passkeyId", passkey.id().toString());
        record(
                tx,
                Change.of(by, PASSKEY_RENAMED).on(passkey.user()).telling(facts).to(facts));
    }

    /** An administrator has taken all of them away. */
    void reset(Tx tx, UserId user, Authentication by) {
        record(tx, Change.of(by, FACTORS_RESET).on(user).telling(new JsonObject()));
    }

    void recoveryCodesRenewed(Tx tx, UserId user, Authentication by) {
        record(tx, Change.of(by, RECOVERY_CODES_RENEWED).on(user).telling(new JsonObject()));
    }

    void recoveryCodeUsed(Tx tx, UserId user, int left, Authentication by) {
        var facts = new JsonObject().put("left", left);
        record(tx, Change.of(by, RECOVERY_CODE_USED).on(user).telling(facts).to(facts));
    }

    /** The password was right; nobody but auditors is told. */
    void challenged(Tx tx, UserId user, String userAgent, Authentication by) {
        audit(tx, AuditEntry.of(by, SESSION_CHALLENGED).on(user).to(new JsonObject().put("userAgent", userAgent)));
    }

    /** Who uses a session has proved again who they are. */
    void sessionProven(Tx tx, UserId user, UUID session, SignInMethod method, Authentication by) {
        var facts = new JsonObject()
                .put(IdentityEvents.SESSION_ID, session.toString())
                .put("method", method.name());
        record(tx, Change.of(by, SESSION_PROVEN).on(user).telling(facts).to(facts));
    }

    void stepUpRefused(Tx tx, UserId user, Authentication by) {
        audit(tx, AuditEntry.of(by, STEP_UP_REFUSED).on(user));
    }

    private static JsonObject passkey(UUID id) {
        return factor(SignInMethod.PASSKEY).put("passkeyId", id.toString());
    }

    private static JsonObject factor(SignInMethod factor) {
        return new JsonObject().put("factor", factor.name());
    }

    private void record(Tx tx, Change change) {
        journal.record(tx, Tenant.PLATFORM, change);
    }

    private void audit(Tx tx, AuditEntry entry) {
        audit.append(tx, Tenant.PLATFORM, entry);
    }
}
