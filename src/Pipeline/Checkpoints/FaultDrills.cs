namespace GridFlow.Checkpoints;

/// <summary>Takes one leg of exactly-once away, so that the fault suite can show that it notices. Only the environment variable <c>GRIDFLOW_FAULT_SWITCH</c> does.</summary>
internal static class FaultDrills
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("GRIDFLOW_FAULT_SWITCH");

    /// <summary><c>no-transaction</c>: results are produced without a transaction, and the positions are committed after them.</summary>
    public static bool NoTransaction { get; } = Named == "no-transaction";

    /// <summary><c>no-silence</c>: what is replayed speaks again.</summary>
    public static bool NoSilence { get; } = Named == "no-silence";
}
