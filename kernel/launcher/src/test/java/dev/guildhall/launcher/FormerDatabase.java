package dev.guildhall.launcher;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.db.migration.FormerSchema;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.spi.testing.ExtensionJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.semver4j.Semver;

/** A database that the release filled whose newest migration was V14, with some of everything that changed since. */
final class FormerDatabase implements AutoCloseable {

    static final String PASSWORD = "correct-horse-battery";
    static final String HIDDEN = "hidden-from-everybody";

    private static final UUID GONE_NODE = UUID.randomUUID();

    final UUID workspace = UUID.randomUUID();
    final UUID ada = UUID.randomUUID();
    final UUID subscription = UUID.randomUUID();
    final String refreshToken = ClientSecret.next("ghl_ref_").text();
    final String supportersToken = ClientSecret.next("ghl_ref_").text();

    private final Connection connection;
    private final SecretBox secrets;
    private final String passwordHash = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID)
            .hash(PASSWORD.getBytes(StandardCharsets.UTF_8), new byte[16])
            .getResult();

    /** @param url of an empty database, as its superuser */
    FormerDatabase(String url, SecretBox secrets, String fingerprint) throws SQLException {
        this.connection = FormerSchema.migrate(url, "14");
        this.secrets = secrets;
        connection.setAutoCommit(false);
        run("select set_config('guildhall.scope', ?, true)", workspace.toString());
        run("insert into guildhall.master_key (fingerprint) values (?)", fingerprint);
        people();
        events();
        run(
                "select guildhall.append_audit(?, array['\"actor\":\"system\",\"action\":\"workspace.created\"}'])",
                workspace);
        mail();
        run(
                "insert into guildhall.idempotency_key (user_id, key, request_hash, created_at) values (?, 'cut-off',"
                        + " ?, now())",
                ada,
                new byte[32]);
        connection.commit();
    }

    private void people() throws SQLException {
        user(ada, "Ada.Lovelace@Example.ORG", "USER");
        user(UUID.randomUUID(), "root@acme.example", "ADMIN");
        user(UUID.randomUUID(), "Jürgen@Bücher.example", "USER");
        var unproven = user(UUID.randomUUID(), "unproven@example.org", "USER");
        var supporter = user(UUID.randomUUID(), "support@acme.example", "SUPPORT");
        run(
                "insert into guildhall.invitation_unproven_address (user_id, email) values (?, 'Unproven@Example.org')",
                unproven);
        run(
                "insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)"
                        + " values (?, 'acme', 'Acme', 'TEAM', ?, now(), now())",
                workspace,
                ada);
        run(
                "insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                        + " values (?, ?, 'OWNER', now(), now())",
                workspace,
                ada);
        session(ada, refreshToken);
        session(supporter, supportersToken);
        invitation("JÜRGEN@bücher.example");
        invitation("Somebody.Else@Example.org");
    }

    private UUID user(UUID id, String email, String role) throws SQLException {
        run(
                "insert into guildhall.user_account (id, email, full_name, password_hash, roles, created_at,"
                        + " updated_at) values (?, ?, 'A person', ?, array[?], now(), now())",
                id,
                email,
                passwordHash,
                role);
        return id;
    }

    private void session(UUID user, String token) throws SQLException {
        var id = UUID.randomUUID();
        run(
                "insert into guildhall.user_session (id, user_id, cookie_hash, created_at, last_used_at, expires_at)"
                        + " values (?, ?, ?, now(), now(), now() + interval '10 days')",
                id,
                user,
                ClientSecret.hash(token + "c"));
        run(
                "insert into guildhall.refresh_token (hash, session_id, created_at, expires_at)"
                        + " values (?, ?, now(), now() + interval '10 days')",
                ClientSecret.hash(token),
                id);
    }

    private void invitation(String email) throws SQLException {
        run(
                "insert into guildhall.invitation (id, workspace_id, email, role, role_name, delivery, state,"
                        + " secret_hash, invited_by, mails, mailed_at, created_at, updated_at, issued_at, expires_at)"
                        + " values (?, ?, ?, 'MEMBER', 'MEMBER', 'MAIL', 'PENDING', ?, ?, 1, now(), now(), now(), now(),"
                        + " now() + interval '5 days')",
                UUID.randomUUID(),
                workspace,
                email,
                ClientSecret.hash(email),
                ada);
    }

    private void events() throws SQLException {
        run("insert into guildhall.event_counter (workspace_id, last_sequence) values (?, 3)", workspace);
        for (var sequence = 1; sequence <= 3; sequence++) {
            run(
                    "insert into guildhall.event (workspace_id, sequence, id, type, actor, time, data)"
                            + " values (?, ?, ?, 'diary.thought', 'system', now(), '{\"text\": \"thought " + sequence
                            + "\"}')",
                    workspace,
                    sequence,
                    UUID.randomUUID());
        }
        run(
                "insert into guildhall.event_subscription (workspace_id, id, name, types, sink_kind, url, ordered,"
                        + " enabled, secret, from_sequence, created_by, created_at, updated_at) values (?, ?, 'former',"
                        + " array['*'], 'WEBHOOK', 'https://hooks.example/', true, false, ?, 0, 'system', now(), now())",
                workspace,
                subscription,
                secrets.seal("subscription/" + subscription + "/secret", "whsec_" + "A".repeat(43) + "="));
        run(
                "insert into guildhall.webhook_queue (workspace_id, subscription_id, due_at, lease_owner)"
                        + " values (?, ?, null, ?)",
                workspace,
                subscription,
                GONE_NODE);
        run(
                "insert into guildhall.webhook_delivery (workspace_id, subscription_id, id, sequence, state, attempts,"
                        + " created_at, finished_at) values (?, ?, ?, 1, 'DEAD', 5, now(), now())",
                workspace,
                subscription,
                UUID.randomUUID());
    }

    private void mail() throws SQLException {
        var id = UUID.randomUUID();
        var content = new JsonObject()
                .put("to", "ada.lovelace@example.org")
                .put("subject", "From before")
                .put("text", "Written by an earlier release")
                .put("html", "<p>Written by an earlier release</p>")
                .put("secrets", new JsonArray());
        run(
                "insert into guildhall.mail (id, topic, content, attempts, next_attempt_at, useful_until, created_at)"
                        + " values (?, 'former', ?, 0, now(), now() + interval '5 days', now())",
                id,
                secrets.seal("mail/" + id, content.encode()));
    }

    /** Puts an extension into the catalogue and installs it, as that release did. */
    void install(ExtensionJar jar, JsonObject config, JsonObject secret) throws SQLException {
        var artifact = jar.bytes();
        var archive = ExtensionArchive.read(artifact, ArchiveRules.forPlatform(new Semver("1.0.0")));
        var key = archive.manifest().id();
        run("select set_config('guildhall.scope', ?, true)", workspace.toString());
        run(
                "insert into guildhall.extension (extension_key, version, name, description, publisher, categories,"
                        + " yanked, created_at, updated_at) values (?, '1.0.0', ?, '', '', '{}', false, now(), now())",
                key,
                key);
        run(
                "insert into guildhall.extension_version (extension_key, version, sha256, size, manifest, created_at)"
                        + " values (?, '1.0.0', ?, ?, ?::jsonb, now())",
                key,
                archive.sha256(),
                artifact.length,
                archive.manifestJson().encode());
        run(
                "insert into guildhall.extension_artifact (extension_key, version, content) values (?, '1.0.0', ?)",
                key,
                artifact);
        for (var capability : archive.manifest().provides()) {
            run(
                    "insert into guildhall.capability (workspace_id, key, version, provider, input, output, created_at)"
                            + " values (?, ?, '1.0.0', ?, ?::jsonb, ?::jsonb, now())",
                    workspace,
                    capability.key(),
                    key,
                    capability.input().encode(),
                    capability.output().encode());
        }
        run(
                "insert into guildhall.installation (workspace_id, extension_key, id, version, state, conditions,"
                        + " config, secrets, granted_permissions, granted_egress, installed_by, created_at, updated_at)"
                        + " values (?, ?, ?, '1.0.0', 'ACTIVE', ?::jsonb, ?::jsonb, ?, array['events.publish'], '{}', ?,"
                        + " now(), now())",
                workspace,
                key,
                UUID.randomUUID(),
                "[{\"type\":\"Ready\",\"status\":\"TRUE\",\"reason\":\"Started\",\"message\":\"\",\"since\":\"2026-01-01T00:00:00Z\"}]",
                config.encode(),
                secret.isEmpty()
                        ? null
                        : secrets.seal("installation/" + workspace + "/" + key + "/config", secret.encode()),
                ada);
        for (var migration : archive.migrations()) {
            var sum = HexFormat.of().formatHex(sha256(migration.sql()));
            run(
                    "insert into guildhall.extension_script (extension_key, version, step, description, checksum,"
                            + " script) values (?, '1.0.0', ?, ?, ?, ?)",
                    key,
                    migration.version(),
                    migration.description(),
                    sum,
                    migration.sql());
            run("select guildhall.create_workspace_schema(?, 'acme')", workspace);
            run(
                    "select guildhall.run_extension_migration(?, 'ws_acme', ?, ?)",
                    workspace,
                    key.replace('-', '_') + "_",
                    migration.sql());
            run(
                    "insert into guildhall.extension_migration (workspace_id, extension_key, step, checksum,"
                            + " applied_at) values (?, ?, ?, ?, now())",
                    workspace,
                    key,
                    migration.version(),
                    sum);
        }
        run(
                "insert into guildhall.event_cursor (workspace_id, kind, subscriber, sequence, lease_owner)"
                        + " values (?, 'extension', ?, 2, ?)",
                workspace,
                key,
                GONE_NODE);
        run(
                "insert into guildhall.event_dead_letter (workspace_id, kind, subscriber, sequence, attempts, error,"
                        + " created_at) values (?, 'extension', ?, 1, 8, 'it failed', now())",
                workspace,
                key);
        connection.commit();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Runs a statement as the superuser; gives the first column of its first row, if any. */
    String run(String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            var place = 1;
            for (var parameter : Arrays.asList(parameters)) {
                statement.setObject(place++, parameter);
            }
            if (!statement.execute()) {
                return null;
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** Ends the transaction that questions began, so that they hold nothing up. */
    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
