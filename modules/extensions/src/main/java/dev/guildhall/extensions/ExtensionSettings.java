package dev.guildhall.extensions;

import dev.guildhall.core.config.ConfigurationException;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.extensions.internal.ExtensionReadings;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.ExecutionLimits.Breaker;
import dev.guildhall.host.ExecutionLimits.Places;
import dev.guildhall.host.Quotas;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

/** What operators tell this module. */
public final class ExtensionSettings {

    public static final Setting<SignaturePolicy> SIGNATURES = Setting.required(
            "extension-signatures",
            "<optional|required>",
            "optional",
            Readings.oneOf(SignaturePolicy.class),
            "Whether extensions must be signed by a trusted key.");

    public static final Setting<List<PublicKey>> TRUSTED_KEYS = Setting.optional(
            "extension-trusted-keys",
            "<keys>",
            Readings.commaSeparated(ExtensionReadings::trustedKey),
            "Ed25519 public keys that extensions are signed with: base64, with commas between.");

    public static final Setting<Integer> RUNNING = Setting.required(
            "extension-running",
            "<number>",
            "64",
            Readings::places,
            "How many calls may run code of extensions at once; those that only wait do not count.");

    public static final Setting<Integer> SHARE = Setting.required(
            "extension-share",
            "<number>",
            "16",
            Readings::places,
            "How many of these may be of one extension, and how many in one workspace; one extension in one workspace"
                    + " has half of it.");

    public static final Setting<Integer> OUTSTANDING = Setting.required(
            "extension-outstanding",
            "<number>",
            "256",
            Readings::places,
            "How many calls of one extension in one workspace may have begun and not ended; more are refused.");

    public static final Setting<Integer> QUEUED = Setting.required(
            "extension-queued",
            "<number>",
            "256",
            Readings::places,
            "How many calls of one extension in one workspace may wait to begin; more are refused.");

    public static final Setting<Duration> PATIENCE = Setting.required(
            "extension-patience",
            "<seconds>",
            "2",
            Readings::seconds,
            "How long a call may wait to begin; one that would wait longer is refused at once with 503.");

    public static final Setting<Integer> TIMEOUTS = Setting.required(
            "extension-timeouts",
            "<number>",
            "10",
            Readings::places,
            "After so many time-outs in a row an extension in a workspace is left alone for ten seconds.");

    public static final Setting<Integer> FAILURES = Setting.required(
            "extension-failures",
            "<percent>",
            "50",
            Readings::percent,
            "When so many of its last fifty calls failed or were slow, an extension in a workspace is left alone for ten"
                    + " seconds.");

    public static final Setting<Duration> SLOW = Setting.required(
            "extension-slow", "<seconds>", "5", Readings::seconds, "A call of an extension that takes longer is slow.");

    public static final Setting<Integer> EVENTS = Setting.required(
            "extension-events",
            "<number>",
            "6000",
            Readings::rate,
            "How many events one extension in one workspace may publish in a minute on each node.");

    public static final Setting<Integer> OUTBOUND = Setting.required(
            "extension-outbound",
            "<number>",
            "600",
            Readings::rate,
            "How many requests one extension in one workspace may send in a minute on each node.");

    public static final Setting<Integer> ROWS = Setting.required(
            "extension-rows",
            "<number>",
            "1000000",
            Readings::rows,
            "How many rows one extension may store in one workspace; beyond, it can only read and delete.");

    public static final Setting<Integer> MEGABYTES = Setting.required(
            "extension-megabytes",
            "<number>",
            "1024",
            Readings::rate,
            "How many MiB its tables may take on disk, with their indexes; beyond, it can only read and delete.");

    public static final Setting<Duration> IDLE = Setting.required(
            "extension-idle",
            "<seconds>",
            "900",
            Readings::seconds,
            "An extension in a workspace that nobody has needed for so long is stopped until somebody does.");

    public static final Setting<Duration> KEPT = Setting.required(
            "extension-rollback",
            "<days>",
            "7",
            Readings::days,
            "How long the data and the version before an upgrade are kept, so that it can be rolled back.");

    public static final Setting<WithoutExtensions> WITHOUT = Setting.alone(
            "without-extensions",
            "<keys>",
            ExtensionReadings::without,
            "Run none of these extensions, with commas between, or none at all: to start a server that one of them"
                    + " ends.");

    /** Not for an operator to say: a server that others rely on does not wait for a debugger. */
    public static final Setting<Boolean> UNHURRIED =
            Setting.toggle("extension-unhurried", "Let extensions take as long as they like.");

    static final List<Setting<?>> ALL = List.of(
            SIGNATURES,
            TRUSTED_KEYS,
            RUNNING,
            SHARE,
            OUTSTANDING,
            QUEUED,
            PATIENCE,
            TIMEOUTS,
            FAILURES,
            SLOW,
            EVENTS,
            OUTBOUND,
            ROWS,
            MEGABYTES,
            IDLE,
            KEPT,
            WITHOUT);

    private ExtensionSettings() {}

    static void check(Settings settings) {
        if (settings.get(SIGNATURES) == SignaturePolicy.REQUIRED
                && settings.find(TRUSTED_KEYS).orElse(List.of()).isEmpty()) {
            throw new ConfigurationException(SIGNATURES.flag() + " is required, but " + TRUSTED_KEYS.flag()
                    + " names no key that could have signed one");
        }
    }

    static Quotas quotas(Settings settings) {
        return new Quotas(
                settings.get(EVENTS),
                settings.get(OUTBOUND),
                settings.get(ROWS),
                settings.get(MEGABYTES) * 1024L * 1024L);
    }

    static ExecutionLimits limits(Settings settings) {
        var usual = ExecutionLimits.DEFAULT;
        int share = settings.get(SHARE);
        var limits = new ExecutionLimits(
                new Places(
                        settings.get(RUNNING),
                        share,
                        Math.max(1, share / 2),
                        settings.get(OUTSTANDING),
                        settings.get(QUEUED),
                        settings.get(PATIENCE)),
                new Breaker(
                        settings.get(TIMEOUTS),
                        settings.get(FAILURES),
                        settings.get(SLOW),
                        usual.breaker().pause()),
                usual.times(),
                usual.lostThreads());
        return settings.get(UNHURRIED) ? limits.unhurried() : limits;
    }
}
