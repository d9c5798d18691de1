namespace GridFlow.Integration.Faults.Oracle;

/// <summary>One committed record of an output topic.</summary>
/// <param name="Identity">What may be there once: the anomaly's id; partition and offset of the record that a dead letter is about.</param>
/// <param name="Content">Everything else of it that does not depend on when it was found.</param>
internal readonly record struct OutputRecord(string Identity, string Content);
