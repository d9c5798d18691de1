using System.Text;
using CsCheck;
using GridFlow.Readings;
using GridFlow.Sources;
using GridFlow.Steering;

namespace GridFlow.Pipeline.Tests.Steering;

public sealed class ControlJournalTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly ControlKeys _keys = new(new KafkaOptions());
    private readonly ControlJournal _journal;
    private long _offset;

    public ControlJournalTests() => _journal = new ControlJournal(_keys, 2.5);

    [Fact]
    public void Take_ThresholdsOfEachScope_TheLastOfEachIsInForce()
    {
        Threshold(ThresholdScope.Global, 3);
        Threshold(new ThresholdScope(Channel.Current, null), 3.5);
        Threshold(new ThresholdScope(null, "M/1 ü"), 2);
        Threshold(ThresholdScope.Global, 2.75);
        Threshold(new ThresholdScope(Channel.Current, null), null);

        var settings = _journal.Settings;
        Assert.Equal((5, 2.75, 2.75), (settings.Revision, settings.GlobalSigma, settings.SigmaOf(Channel.Current)));
        Assert.Equal(2, settings.Thresholds[new ThresholdScope(null, "M/1 ü")].Sigma);
        Assert.Equal(new SettingChange(4, At, "alice", "why"), settings.Thresholds[ThresholdScope.Global].Change);
    }

    [Fact]
    public void Take_GlobalTakenAway_TheConfiguredOneIsBack()
    {
        Threshold(ThresholdScope.Global, 3);
        Threshold(ThresholdScope.Global, null);
        Assert.Equal((2, 2.5), (_journal.Settings.Revision, _journal.Settings.GlobalSigma));
    }

    [Fact]
    public void Take_PausesAndResumes_StandUntilTheyEnd()
    {
        Pause(PauseScope.All, true);
        Pause(new PauseScope(3, null), true);
        Pause(new PauseScope(null, "F-1"), true);
        Assert.True(_journal.Settings.IsPartitionPaused(7));
        Pause(PauseScope.All, false);
        Assert.Equal((true, false, false), (_journal.Settings.IsPartitionPaused(3), _journal.Settings.IsPartitionPaused(7), _journal.Settings.IsPaused));
        Assert.True(_journal.Settings.Claims.AnyMuted);
        Assert.Equal(4, _journal.Settings.Resumes[PauseScope.All]);
    }

    [Fact]
    public void Take_WhatIsNotOurs_ChangesNothing()
    {
        var other = new ControlKeys(new KafkaOptions { GroupId = "other" });
        Assert.Null(Take(other.Of(PauseScope.All), new PauseRecord(true, At, "", "")));
        var elsewhere = new ControlKeys(new KafkaOptions { ReadingsTopic = "elsewhere" });
        Assert.Null(Take(elsewhere.Of(new PauseScope(0, null)), new PauseRecord(true, At, "", "")));
        Assert.Null(Take("gridflow/something/newer", new PauseRecord(true, At, "", "")));
        Assert.Null(Take("gridflow/threshold/region/north", new ThresholdRecord(At, "", "", 2)));
        Assert.Same(SteeringSettings.Initial(2.5).GetType(), _journal.Settings.GetType());
        Assert.Equal(0, _journal.Settings.Revision);
    }

    [Fact]
    public void Take_RecordThatIsNoJson_SaysWhyAndPassesIt()
    {
        Assert.NotNull(_journal.Take(Encoding.UTF8.GetBytes(_keys.Of(PauseScope.All)), "x"u8, 0));
        Assert.Equal(0, _journal.Settings.Revision);
    }

    [Theory]
    [InlineData("{\"at\":\"2026-11-24T12:00:00Z\",\"user\":\"alice\",\"reason\":\"\",\"sigma\":9}")]
    [InlineData("{\"at\":\"2026-11-24T12:00:00Z\",\"user\":null,\"reason\":\"\",\"sigma\":3}")]
    [InlineData("{\"sigma\":3}")]
    [InlineData("null")]
    public void Take_RecordOfAnotherProgramThatCannotBe_SaysWhyAndPassesIt(string value)
    {
        Assert.NotNull(_journal.Take(Encoding.UTF8.GetBytes(_keys.Of(ThresholdScope.Global)), Encoding.UTF8.GetBytes(value), 0));
        Assert.Equal(0, _journal.Settings.Revision);
    }

    [Fact]
    public void AppliedFrom_LaterRevisions_AreFoundAndLateWordsOfOldOnesAreNot()
    {
        Applied(0, 5, 100);
        Applied(0, 9, 300);
        Applied(0, 5, 111);
        Assert.Equal(new SettingsSwitch(5, 100), _journal.AppliedFrom(0, 4));
        Assert.Equal(new SettingsSwitch(9, 300), _journal.AppliedFrom(0, 6));
        Assert.Null(_journal.AppliedFrom(0, 10));
        Assert.Null(_journal.AppliedFrom(1, 0));
        Applied(0, 9, 290);
        Assert.Equal(new SettingsSwitch(9, 290), _journal.Applied(0));
    }

    [Fact]
    public void ReadAudit_SlotsUsedAgain_GivesTheNewestAndTheNumberBehindThem()
    {
        for (var i = 0; i < ControlJournal.AuditSlots + 3; i++)
        {
            var record = new AuditRecord(At.AddSeconds(i), "alice", "127.0.0.1:1", "i-1", "Pause", "all", "", "OK", i);
            Take(_keys.OfAudit("i-1", i % ControlJournal.AuditSlots), new NumberedAuditRecord(i, record));
        }

        Assert.Equal([1002, 1001], _journal.ReadAudit(2).Select(record => record.Revision));
        Assert.Equal(ControlJournal.AuditSlots, _journal.ReadAudit(5000).Count);
        Assert.Equal((1003, 0), (_journal.NextAuditNumber("i-1"), _journal.NextAuditNumber("i-2")));
    }

    [Fact]
    public void Keys_AnyNames_AreReadBackAsTheyWere() => Gen.Select(Gen.String, Gen.String).Where((group, name) => group.Length > 0 && name.Length > 0 && IsText(group) && IsText(name)).Sample((group, name) =>
    {
        var keys = new ControlKeys(new KafkaOptions { GroupId = group, ReadingsTopic = name });
        Assert.Equal(new ThresholdScope(null, name), ControlKeys.Threshold(keys.PartsOf(Encoding.UTF8.GetBytes(keys.Of(new ThresholdScope(null, name))))!));
        Assert.Equal(new PauseScope(null, name), keys.Pause(keys.PartsOf(Encoding.UTF8.GetBytes(keys.Of(new PauseScope(null, name))))!));
        Assert.Equal(new PauseScope(12, null), keys.Pause(keys.PartsOf(Encoding.UTF8.GetBytes(keys.Of(new PauseScope(12, null))))!));
        Assert.Equal(12, keys.AppliedPartition(keys.PartsOf(keys.Applied(12, new SettingsSwitch(1, 2)).Key)!));
    });

    // Half a surrogate pair is no text, and UTF-8 has no bytes for it.
    private static bool IsText(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private void Threshold(ThresholdScope scope, double? sigma) => Take(_keys.Of(scope), new ThresholdRecord(At, "alice", "why", sigma));

    private void Pause(PauseScope scope, bool paused) => Take(_keys.Of(scope), new PauseRecord(paused, At, "alice", "why"));

    private void Applied(int partition, long revision, long offset)
    {
        var message = _keys.Applied(partition, new SettingsSwitch(revision, offset));
        Assert.Null(_journal.Take(message.Key, message.Value, _offset++));
    }

    private string? Take<T>(string key, T record)
        where T : class => _journal.Take(Encoding.UTF8.GetBytes(key), ControlJson.Write(record), _offset++);
}
