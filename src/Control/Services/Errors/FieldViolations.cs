using Google.Rpc;
using Grpc.Core;

namespace GridFlow.Control.Services.Errors;

/// <summary>Collects what is wrong with a request, so that the caller hears of all of it at once.</summary>
internal sealed class FieldViolations
{
    // Enough to mend a request by; a list of 1,000 meters that are all wrong needs no 1,000 sentences.
    private const int MostNamed = 20;

    private readonly List<BadRequest.Types.FieldViolation> _found = [];
    private int _unnamed;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool None => _found.Count == 0;

    /// <summary>Notes a field as wrong.</summary>
    /// <param name="field">Its path in the request, for example <c>threshold.sigma</c> or <c>partitions[2]</c>.</param>
    /// <param name="problem">What it must be.</param>
    public void Add(string field, string problem)
    {
        if (_found.Count < MostNamed)
        {
            _found.Add(new BadRequest.Types.FieldViolation { Field = field, Description = problem });
        }
        else
        {
            _unnamed++;
        }
    }

    /// <summary>Notes the field unless the condition holds.</summary>
    public void Require(bool condition, string field, string problem)
    {
        if (!condition)
        {
            Add(field, problem);
        }
    }

    /// <summary>Looks at each entry of a list.</summary>
    /// <param name="entries">The list.</param>
    /// <param name="field">Its path.</param>
    /// <param name="most">Most entries it may have.</param>
    /// <param name="problem">What is wrong with an entry; null when nothing is.</param>
    public void RequireEach<T>(IReadOnlyList<T> entries, string field, int most, Func<T, string?> problem)
    {
        Require(entries.Count <= most, field, $"has {entries.Count} entries; at most {most} are allowed");
        for (var index = 0; index < entries.Count; index++)
        {
            if (problem(entries[index]) is { } what)
            {
                Add($"{field}[{index}]", what);
            }
        }
    }

    /// <summary>Refuses the request when something is wrong.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT with <c>google.rpc.BadRequest</c>.</exception>
    public void ThrowIfAny()
    {
        if (_unnamed > 0)
        {
            _found[^1].Description += $" (and {_unnamed} more)";
        }

        if (!None)
        {
            throw RichErrors.Invalid(_found);
        }
    }
}
