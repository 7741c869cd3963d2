/** What installed extensions show to people, and the files of it. */
package dev.guildhall.extensions.internal.ui;
