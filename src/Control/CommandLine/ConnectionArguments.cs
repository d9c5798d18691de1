namespace GridFlow.Control.CommandLine;

/// <summary>How an operator command reaches the instance it asks, and how it answers.</summary>
/// <param name="Address">Address of the gRPC service; null takes it from the configuration.</param>
/// <param name="CaCert">PEM file of the authority that signed the instance's certificate; null takes those the system trusts.</param>
/// <param name="Timeout">Longest wait for an answer; null takes what suits the command.</param>
/// <param name="User">Who asks, for the audit line; null takes the user of the system.</param>
/// <param name="Json">JSON on stdout.</param>
public sealed record ConnectionArguments(Uri? Address, string? CaCert, TimeSpan? Timeout, string? User, bool Json);
