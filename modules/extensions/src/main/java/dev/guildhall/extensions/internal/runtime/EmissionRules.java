package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.events.EventPermissions;
import dev.guildhall.events.EventType;
import dev.guildhall.events.EventsError;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.json.JsonObject;

/** Which events an installation may publish. */
public final class EmissionRules {

    private static final int MAX_EVENT_BYTES = 256 * 1024;
    private static final ErrorCode NOT_DECLARED = new ErrorCode("EVENT.TYPE_NOT_DECLARED", ErrorKind.FORBIDDEN);

    private EmissionRules() {}

    /** Fails with a {@link Problem} when the event is not one to publish. */
    public static void check(
            Installation installation, ExtensionManifest manifest, String type, String subject, JsonObject data) {
        checkType(installation, manifest, type);
        requireStorable(subject, data);
        if (data.toBuffer().length() > MAX_EVENT_BYTES) {
            throw EventsError.EVENT_TOO_LARGE.because(
                    "The data of an event has at most " + MAX_EVENT_BYTES + " bytes.");
        }
        checkData(manifest, type, data);
    }

    /** Fails with a {@link Problem} when the data are not what the manifest says of the type, if it does. */
    public static void checkData(ExtensionManifest manifest, String type, Object data) {
        var faults = manifest.faults(type, data).stream()
                .map(fault ->
                        new Problem.Detail(fault.field().isEmpty() ? "data" : "data." + fault.field(), fault.message()))
                .toList();
        if (!faults.isEmpty()) {
            throw CommonError.REQUEST_INVALID
                    .because("The data of " + type + " are not what the events of the manifest say: "
                            + faults.get(0).message())
                    .withDetails(faults);
        }
    }

    /** The same of the type alone. */
    public static void checkType(Installation installation, ExtensionManifest manifest, String type) {
        if (!installation.grantedPermissions().contains(EventPermissions.EVENTS_PUBLISH.name())) {
            throw ExtensionError.NOT_GRANTED.because("The extension was not granted " + EventPermissions.EVENTS_PUBLISH
                    + "; its manifest must ask for it.");
        }
        if (!EventType.isValid(type) || EventType.isReserved(type)) {
            throw EventsError.TYPE_RESERVED.because("Events of the type " + type + " are the platform's own.");
        }
        if (!manifest.publishes(type)) {
            throw NOT_DECLARED.because("The manifest of the extension does not say that it publishes " + type + ".");
        }
    }

    private static void requireStorable(String subject, JsonObject data) {
        var faults = JsonTexts.faults(new JsonObject().put("subject", subject).put("data", data));
        if (!faults.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults);
        }
    }
}
