/** The catalogue: uploading extensions, looking at them, and taking versions off the offer. */
package dev.guildhall.extensions.internal.marketplace;
