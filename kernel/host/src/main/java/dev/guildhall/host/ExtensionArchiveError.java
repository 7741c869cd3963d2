package dev.guildhall.host;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;

/** Why an uploaded artifact is refused. */
public final class ExtensionArchiveError {

    public static final ErrorCode ARCHIVE_TOO_LARGE = new ErrorCode("EXTENSION.ARCHIVE_TOO_LARGE", ErrorKind.TOO_LARGE);
    public static final ErrorCode ARCHIVE_INVALID = new ErrorCode("EXTENSION.ARCHIVE_INVALID", ErrorKind.INVALID);
    public static final ErrorCode MANIFEST_INVALID = new ErrorCode("EXTENSION.MANIFEST_INVALID", ErrorKind.INVALID);
    public static final ErrorCode PLATFORM_UNSUPPORTED =
            new ErrorCode("EXTENSION.PLATFORM_UNSUPPORTED", ErrorKind.INVALID);

    private ExtensionArchiveError() {}
}
