"""What people wrote down, in their own plain words. ``{job}`` is the work spoken of, in lower case.

Nothing here is about anybody's health, and no supported person is described.
"""

from crm.activity.rules import Topic

NO_ANSWER = ("No answer, tried twice.", "Rang out.", "Line engaged all morning.")
LEFT_MESSAGE = (
    "Left a message with the front desk.",
    "Left a voicemail with my number.",
    "Asked them to ring back, they are on the shop floor until four.",
)
FIRST_TALK = (
    "Open to hearing more, asked for two pages by email.",
    "Short talk, busy season. Happy to meet once it is quieter.",
    "Knows the service from a neighbour on the estate. Will meet.",
    "Asked who pays for a job coach. Explained, they will meet us.",
)
MAILS = (
    "Sent two pages on how we work, with two examples from the same trade.",
    "Sent dates for a visit.",
    "Sent notes of the meeting and the name of their one contact here.",
    "Sent the draft tasks for a {job} and asked for corrections.",
)
MEETINGS = (
    "Met for 40 minutes. They lose people on early shifts and could split the role.",
    "Walked through the whole site. Three tasks could make one part-time job.",
    "Met the person who hires. They want to know who to ring when something goes wrong.",
    "Went through how a trial works and who is insured. No promises yet.",
)
CARVING = (
    "Went through the day of a {job} hour by hour, carved out 16 hours.",
    "Listed what skilled staff never get to. Enough for a {job} of 20 hours.",
    "Agreed which parts of the {job} job can be left to others at first.",
)
KEEPING_UP = (
    "Nothing new, wants to hear from us again.",
    "Order book is full, may need a {job} before the summer.",
    "New supervisor settling in, asked us to keep in touch.",
    "Asked how other firms write their adverts. Will send an example.",
    "Talked about the rota. Shorter shifts are possible from next month.",
    "Spoke about the open day, they will bring two colleagues.",
    "They liked the short summary of the scheme and asked what the next level takes.",
)
REVIEWS = (
    "Going well. Supervisor is pleased with the pace and the timekeeping.",
    "Settled. They would like to learn the second line next.",
    "Rota changed by half an hour so that the bus fits. Both sides happy.",
    "Short review on the floor. Checklist on the wall works well.",
    "Asked about more hours from the spring. Supervisor will look at the budget.",
)
TRIAL = ("Induction done, supervisor and start time agreed.", "First morning went to plan.")
START = ("Started today. Contract seen, supervisor named, first wage slip due next month.",)
PAY = (
    "Asked for the wage slip and the rate of others in the job.",
    "Wage slip received, rates compared.",
)
OFFER = (
    "They will hold the {job} opening for us for two weeks.",
    "Read the advert together and took out what the job does not need.",
)
DECLINED = (
    "Not this year: head count is frozen until the new accounts.",
    "Says no for now, the site moves in the spring. Ask again after that.",
)
CAN_LOOK = ("Spoke to the office, the person who hires is back next week.",)

SAID = {
    Topic.APPROACH: FIRST_TALK,
    Topic.INFORMATION: MEETINGS,
    Topic.CARVING: CARVING,
    Topic.TRIAL: TRIAL,
    Topic.INTERVIEW: OFFER,
    Topic.INDUCTION: START,
    Topic.REVIEW: REVIEWS,
    Topic.PAY: PAY,
}
SNOOZED = (
    "They asked for a week",
    "Stock-taking all week",
    "My contact is on leave",
    "Waiting for their budget round",
)
DROPPED = (
    "They said they will ring us when the new rota stands",
    "Covered by the meeting last week",
)
CLOSED = (
    "Filled from inside",
    "Hours no longer needed",
    "Advert withdrawn after the site changed hands",
)
HELPED = (
    "A week of shadowing before the start",
    "One supervisor for all shifts",
    "Shorter shifts in the first month",
    "Nothing more: they would do it the same way",
)
HOURS_ROSE = "More shifts agreed"
HOURS_FELL = "Fewer shifts after the season"
PAY_ROSE = "The minimum wage went up"
#: Days worked and when the day starts; the hours a week say when it ends.
DAYS = (
    ("mon,wed,fri", "09:00"),
    ("mon,tue,wed,thu", "08:00"),
    ("tue,wed,thu,fri,sat", "07:00"),
    ("wed,sat,sun", "09:30"),
    ("mon,tue,wed,thu,fri", "10:00"),
)
TASKS = (
    "Prepare the work area\nFollow the checklist\nClean and tidy up at the end",
    "Pack one order at a time\nLabel the boxes\nSweep the floor",
    "Unload the deliveries\nSort and label\nFill the shelves",
)
TRANSPORT = ("First bus 06:50", "No bus before 07:40", "")
ADJUSTMENTS = (
    "Checklist with pictures, later start, one named supervisor",
    "Quiet break room, written instructions, a week of shadowing",
    "Shorter first shifts, no phone work",
)
#: Steps that stand on Today beside what the rules suggest: title, why, London time or nothing.
EXTRA_STEPS = {
    "overdue": (
        ("Send the job description to {name}", "They asked for it after the visit."),
        ("Call {name} about the work trial", "Promised an answer by now."),
        ("Mail {name} the adjustments list", "Agreed at the last review."),
    ),
    "today": (
        ("Call {name} about start times", "They are free before lunch.", "10:30"),
        ("Visit {name} for the review", "Review agreed with the supervisor.", "14:00"),
        ("Mail {name} two candidates", "The opening is held until tomorrow.", ""),
    ),
    "later": (
        ("Visit the site with a job coach", "Agreed with {name}.", "09:30"),
        ("Call {name} about the next opening", "The rota changes next month.", ""),
        ("Meet {name} about the pay check", "Wage slip is ready on that day.", "11:00"),
    ),
}
REPEATS = ("Call {name} about openings", "Visit the team", "Meet {name} for the quarter")
