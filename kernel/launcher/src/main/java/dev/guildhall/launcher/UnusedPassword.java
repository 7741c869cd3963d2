package dev.guildhall.launcher;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Settings;
import dev.guildhall.identity.Administrators;
import dev.guildhall.identity.IdentityModule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a password that was configured after the first administrator was made, and that changes nothing. */
final class UnusedPassword {

    private static final Logger LOG = LoggerFactory.getLogger(UnusedPassword.class);

    private UnusedPassword() {}

    /** Compares it while the server serves already, for that takes a moment. */
    static void tell(Administrators administrators, Settings settings) {
        var email = settings.get(IdentityModule.ADMIN_EMAIL);
        settings.find(IdentityModule.ADMIN_PASSWORD).ifPresent(password -> compare(administrators, email, password));
    }

    private static void compare(Administrators administrators, String email, Secret password) {
        administrators
                .opens(email, password.reveal())
                .onSuccess(opens -> {
                    if (!opens) {
                        LOG.warn(
                                "--admin-password (GUILDHALL_ADMIN_PASSWORD) does nothing: there is an administrator"
                                        + " already, and {} has another password or no account. guildhall reset-password"
                                        + " changes a password",
                                email);
                    }
                })
                .onFailure(failure -> LOG.warn("It cannot be told whether --admin-password is of use", failure));
    }
}
