using System.Diagnostics;
using System.Globalization;

namespace GridFlow.Checkpoints;

/// <summary>Places between two steps of commit, snapshot and recovery where the fault suite can kill the process.</summary>
/// <remarks>
/// <c>GRIDFLOW_FAULT_POINT=name</c> or <c>name:n</c> ends the process with SIGKILL at the first or n-th time it comes by. Without the variable a point is one
/// comparison with null.
/// </remarks>
internal static class FaultPoints
{
    public const string TransactionBegun = "transaction.begun";
    public const string TransactionProduced = "transaction.produced";
    public const string TransactionOffsetsSent = "transaction.offsets_sent";
    public const string TransactionCommitted = "transaction.committed";
    public const string SnapshotBegun = "snapshot.begun";
    public const string SnapshotCompressed = "snapshot.compressed";
    public const string SnapshotWritten = "snapshot.written";
    public const string SnapshotSynced = "snapshot.synced";
    public const string SnapshotStored = "snapshot.stored";
    public const string SnapshotPruned = "snapshot.pruned";
    public const string RecoveryLoaded = "recovery.loaded";
    public const string RecoverySeeked = "recovery.seeked";
    public const string RecoveryReplayed = "recovery.replayed";

    private static readonly string? Armed;
    private static int _left;

    static FaultPoints()
    {
        if (Environment.GetEnvironmentVariable("GRIDFLOW_FAULT_POINT") is { Length: > 0 } text)
        {
            var parts = text.Split(':', 2);
            Armed = All.Contains(parts[0]) ? parts[0] : throw new ArgumentException($"GRIDFLOW_FAULT_POINT: no point is named {parts[0]}; there are {string.Join(", ", All)}");
            _left = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1;
        }
    }

    /// <summary>All points.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TransactionBegun, TransactionProduced, TransactionOffsetsSent, TransactionCommitted,
        SnapshotBegun, SnapshotCompressed, SnapshotWritten, SnapshotSynced, SnapshotStored, SnapshotPruned,
        RecoveryLoaded, RecoverySeeked, RecoveryReplayed,
    ];

    /// <summary>Ends the process here when it was armed for this point.</summary>
    public static void Hit(string name)
    {
        if (Armed is not null && Armed == name && Interlocked.Decrement(ref _left) == 0)
        {
            using var self = Process.GetCurrentProcess();
            self.Kill();
        }
    }
}
