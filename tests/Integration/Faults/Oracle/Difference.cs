using System.Text;

namespace GridFlow.Integration.Faults.Oracle;

/// <summary>One topic of a run that was disturbed, against the same topic of a run that was not.</summary>
/// <param name="Expected">Records of the undisturbed run.</param>
/// <param name="Found">Records of the disturbed run.</param>
/// <param name="Missing">Records that only the undisturbed run has.</param>
/// <param name="Twice">Identities that the disturbed run has again.</param>
/// <param name="Unexpected">Records that only the disturbed run has.</param>
/// <param name="Changed">What differs in records that both have.</param>
/// <param name="ReferenceTwice">Identities that the undisturbed run has again: then it proves nothing.</param>
internal sealed record Difference(
    int Expected,
    int Found,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Twice,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> ReferenceTwice)
{
    private const int Examples = 3;

    /// <summary>Both have exactly the same records, each once.</summary>
    public bool IsNone => Missing.Count + Twice.Count + Unexpected.Count + Changed.Count + ReferenceTwice.Count == 0;

    public static Difference Between(IReadOnlyList<OutputRecord> reference, IReadOnlyList<OutputRecord> disturbed)
    {
        var (expected, referenceTwice) = Index(reference);
        var (found, twice) = Index(disturbed);
        return new Difference(
            reference.Count,
            disturbed.Count,
            [.. expected.Where(record => !found.ContainsKey(record.Key)).Select(record => $"{record.Key}: {record.Value}")],
            twice,
            [.. found.Where(record => !expected.ContainsKey(record.Key)).Select(record => $"{record.Key}: {record.Value}")],
            [
                .. from record in found
                   where expected.TryGetValue(record.Key, out var content) && content != record.Value
                   select $"{record.Key}:\n      expected {expected[record.Key]}\n      found    {record.Value}",
            ],
            referenceTwice);
    }

    /// <summary>One line of numbers, and examples of what is wrong.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"expected {Expected:N0}, found {Found:N0}, missing {Missing.Count:N0}, twice {Twice.Count:N0}");
        text.Append($", unexpected {Unexpected.Count:N0}, changed {Changed.Count:N0}");
        foreach (var (name, identities) in new[]
        {
            ("missing", Missing), ("twice", Twice), ("unexpected", Unexpected), ("changed", Changed), ("twice in the undisturbed run", ReferenceTwice),
        })
        {
            foreach (var identity in identities.Take(Examples))
            {
                text.Append($"\n    {name}: {identity}");
            }
        }

        return text.ToString();
    }

    private static (Dictionary<string, string> Contents, List<string> Again) Index(IReadOnlyList<OutputRecord> records)
    {
        var contents = new Dictionary<string, string>(records.Count);
        var again = new List<string>();
        foreach (var record in records)
        {
            if (!contents.TryAdd(record.Identity, record.Content))
            {
                again.Add(record.Identity);
            }
        }

        return (contents, again);
    }
}
