package dev.guildhall.host;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** Why an uploaded artifact is refused. */
public enum ExtensionArchiveError implements ErrorCode {
    ARCHIVE_TOO_LARGE("EXTENSION.ARCHIVE_TOO_LARGE", ErrorKind.TOO_LARGE),
    ARCHIVE_INVALID("EXTENSION.ARCHIVE_INVALID", ErrorKind.INVALID),
    MANIFEST_INVALID("EXTENSION.MANIFEST_INVALID", ErrorKind.INVALID),
    PLATFORM_UNSUPPORTED("EXTENSION.PLATFORM_UNSUPPORTED", ErrorKind.INVALID);

    private final String code;
    private final ErrorKind kind;

    ExtensionArchiveError(String code, ErrorKind kind) {
        this.code = code;
        this.kind = kind;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public ErrorKind kind() {
        return kind;
    }
}
