using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace GridFlow.Checkpoints;

/// <summary>
/// Places between two steps at which a test can stop the process as a power cut would: with <c>GRIDFLOW_FAULT_POINT=name</c>, or <c>name:n</c> for the n-th time it
/// is passed, the process sends itself SIGKILL there.
/// </summary>
internal static class FaultPoints
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "GRIDFLOW_FAULT_POINT";

    /// <summary>A snapshot has begun; nothing of it is anywhere.</summary>
    public const string SnapshotBegun = "snapshot.begun";

    /// <summary>All of it is compressed, in memory.</summary>
    public const string SnapshotCompressed = "snapshot.compressed";

    /// <summary>It is in a temporary file that is not on the disk for certain.</summary>
    public const string SnapshotWritten = "snapshot.written";

    /// <summary>The temporary file is on the disk.</summary>
    public const string SnapshotSynced = "snapshot.synced";

    /// <summary>It stands under its name.</summary>
    public const string SnapshotStored = "snapshot.stored";

    /// <summary>Older ones are gone.</summary>
    public const string SnapshotPruned = "snapshot.pruned";

    /// <summary>A transaction has begun.</summary>
    public const string TransactionBegun = "transaction.begun";

    /// <summary>What it says has been handed to the producer.</summary>
    public const string TransactionProduced = "transaction.produced";

    /// <summary>The offsets are part of it.</summary>
    public const string TransactionOffsetsSent = "transaction.offsets_sent";

    /// <summary>It has been committed.</summary>
    public const string TransactionCommitted = "transaction.committed";

    /// <summary>A snapshot has been read back.</summary>
    public const string RecoveryLoaded = "recovery.loaded";

    /// <summary>The consumer stands at the snapshot's offset.</summary>
    public const string RecoverySeeked = "recovery.seeked";

    /// <summary>The silent replay has reached the committed offset.</summary>
    public const string RecoveryReplayed = "recovery.replayed";

    /// <summary>A roll of the archive is finished and lies in the spool.</summary>
    public const string ArchiveSealed = "archive.sealed";

    /// <summary>Its end is committed beside the position.</summary>
    public const string ArchiveAnnounced = "archive.announced";

    /// <summary>One of its files is in the target.</summary>
    public const string ArchiveFileStored = "archive.file_stored";

    /// <summary>All of them are.</summary>
    public const string ArchiveStored = "archive.stored";

    /// <summary>The position has moved behind it; it is still in the spool.</summary>
    public const string ArchiveMoved = "archive.moved";

    /// <summary>Every name, in the order in which they are passed.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        SnapshotBegun, SnapshotCompressed, SnapshotWritten, SnapshotSynced, SnapshotStored, SnapshotPruned,
        TransactionBegun, TransactionProduced, TransactionOffsetsSent, TransactionCommitted,
        RecoveryLoaded, RecoverySeeked, RecoveryReplayed,
        ArchiveSealed, ArchiveAnnounced, ArchiveFileStored, ArchiveStored, ArchiveMoved,
    ];

    private static readonly (string Name, int Hit)? Armed = Parse(Environment.GetEnvironmentVariable(Variable));
    private static int _hits;

    /// <summary>Passes a point. Costs a comparison with null when none is armed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Hit(string name)
    {
        if (Armed is not null)
        {
            Strike(name);
        }
    }

    /// <summary>Reads the variable; null when it is not set.</summary>
    /// <exception cref="FormatException">There is no such point: a test that waits for it would wait in vain.</exception>
    internal static (string Name, int Hit)? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var parts = text.Split(':');
        var hit = 1;
        var valid = All.Contains(parts[0]) && parts.Length <= 2
            && (parts.Length == 1 || (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out hit) && hit > 0));
        return valid ? (parts[0], hit) : throw new FormatException($"{Variable}={text} is none of {string.Join(", ", All)}, with :n behind it or without.");
    }

    private static void Strike(string name)
    {
        if (name == Armed!.Value.Name && Interlocked.Increment(ref _hits) == Armed.Value.Hit)
        {
            Process.GetCurrentProcess().Kill();

            // The signal may take a moment; nothing more may happen on this thread.
            using var never = new ManualResetEventSlim();
            never.Wait();
        }
    }
}
