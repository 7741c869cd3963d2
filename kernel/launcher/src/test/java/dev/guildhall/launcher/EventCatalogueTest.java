package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue of events: each type that the modules record, and nothing else. */
class EventCatalogueTest {

    private static final Path MODULES = Path.of("..", "..", "modules");
    private static final Path PAGE = Path.of("..", "..", "plugins", "EVENTS.md");

    private static final Pattern NAME = Pattern.compile(
            "\"((?:workspace|member|role|invitation|extension|capability|subscription|team|agent|agent_grant|session|user"
                    + "|organization|app|portal|erasure|platform|oauth)\\.[a-z]+(?:_[a-z]+)*)\"");

    /** Of the audit log, which nobody is told of. */
    private static final Set<String> FOR_AUDITORS = Set.of(
            "capability.invoked",
            "capability.refused",
            "event.retention_changed",
            "extension.data_purged",
            "extension.event_retried",
            "extension.event_skipped",
            "extension.events_replayed",
            "extension.job_cancelled",
            "extension.job_hurried",
            "extension.upgrade_failed",
            "oauth.grant_opened",
            "session.challenged",
            "session.opened",
            "session.refused",
            "session.step_up_refused",
            "subscription.event_retried",
            "subscription.event_skipped",
            "subscription.events_retried",
            "subscription.events_replayed",
            "subscription.tested",
            "user.email_change_asked",
            "user.email_change_cancelled",
            "user.email_change_undone",
            "user.email_changed",
            "user.password_change_refused",
            "user.password_changed",
            "user.password_link_sent",
            "user.password_set",
            "user.token_refreshed");

    private static final Set<String> FILES = Set.of("extension.json", "extension.jar");

    /** Of a person, in the answers of SAML. */
    private static final Set<String> ATTRIBUTES = Set.of("user.email", "user.firstname", "user.lastname");

    @Test
    void tellsOfEachTypeThatTheModulesName() throws IOException {
        var named = named();
        named.removeAll(FOR_AUDITORS);
        named.removeAll(FILES);
        named.removeAll(ATTRIBUTES);
        named.removeAll(permissions());

        assertThat(EventCatalogue.SERVED.types())
                .as("components/x-events of the contracts; a type is declared by the module that records it")
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void isThePageThatAuthorsRead() throws IOException {
        var page = EventCatalogue.SERVED.page();
        var made = Path.of("target", "EVENTS.md");
        Files.writeString(made, page);

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("plugins/EVENTS.md; copy %s over it", made.toAbsolutePath())
                .isEqualTo(page);
    }

    private static Set<String> named() throws IOException {
        var found = new TreeSet<String>();
        try (var files = Files.walk(MODULES)) {
            for (var source : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList()) {
                NAME.matcher(Files.readString(source))
                        .results()
                        .map(match -> match.group(1))
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static Set<String> permissions() {
        return Product.modules().stream()
                .flatMap(module -> module.permissions().stream())
                .map(Permission::name)
                .collect(Collectors.toSet());
    }
}
