/** An authenticator of passkeys in software, with what a browser adds to it; see {@link dev.guildhall.testkit.passkey.SoftwareAuthenticator}. */
package dev.guildhall.testkit.passkey;
