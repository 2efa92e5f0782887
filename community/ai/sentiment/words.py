"""What words mean where people talk about software and devices, beside the lexicon of VADER.

Valences are from -4 (most negative) to 4, as in that lexicon. A tool that kills a process is not
cruel, and a certificate that is trusted is not kind: words that are terms are neutral here.
"""

# A term with any of these endings is neutral; what the lexicon does not have does no harm.
ENDINGS = ("", "s", "es", "d", "ed", "ing", "er", "ers", "ion", "ions", "ly")

NEGATIVE_TERMS = """
    abandon abort accident accidental affect aggressive alarm alone anti arguable argument
    arrest attack attacker avert avoid awkward axe ban banned banning barrier battle bias biased
    blind block blocked bomb bore bother broke broken bsod bug burden cancel cancell cancelled
    cautious censor challenged charge choke clash cloud clueless coerc collaps collapse colli
    collide collision combat complain complaint conflict confus confuse confusing confusion
    constrain contradict contradiction corrupt costly crash critic critical crude crush cry cut
    cutting damag damage danger dangerous dark dead deadlock death debt decay defeat defect
    defer deferr degrad degradation degrade delay demand denied denies deny deprecat depress
    derail destroy destroyed destruct destructive detach detached detain die died dies difficult
    difficulty dilemma dirty disabl disable disabling disadvantage disappear discard disconnect
    discord disk disorder dispute disregard disrupt disruption distort distract doubt drag drain
    drop dropped dropping dump dumped dumping embargo emergency empty enemy entangle error
    escape evil exclud exclude exclusion execute exhaust exhausted expel expire exploit expose
    fad fail failing failure fall falling false fatal fault faulty fear feedback fight fire
    fired firing flaw flood flush forbid forbidden force forced forcing forget forgot forgotten
    fraud freeze frozen gap ghost guilt gun hack halt hang hard harm harmful haunt hesitat hid
    hide hiding hijack hole hostile hung hunt ignor ignore illegal immobiliz impact imperfect
    inability inactive incapable incompatible incomplete inconsistent indecisive inefficient
    infect infected inhibit injury insecure interrupt interruption invade invalid invasion
    irresponsible irreversible isolat isolate issue jam jumpy kill killed killing lack lag lapse
    lawsuit leak leave leaving limit limitation limited lose loser losing loss losses lost low
    lower lowest malformed malicious malware mandatory mask mess messy mislead misleading
    mismatch miss missed missing mistake mistaken murky myth negativ negative neglect nerves no
    noise noisy nonsense null obsolete obstacle offline omission oops oppose orphan outage
    overload oversight overwrite pan panic panicked paralyze parasite peculiar penalty pileup
    poison pollut poor poorly postpone pressure pretend prevent prison problem problematic
    prosecut protest provoke puncture punish push questionable questioned quit rash recession
    reject rejected reluctant remove removed resign restrict restriction retreat revoke rig risk
    riskier risky rob rough ruin sabotage saturat scare scary scold screwed sever severe
    severely shock shook shoot short shortage shot shy silenc silent sin sink skeptical slam
    slash slave sluggish smear sob sore sorry spam spammer spike stab stall starv starve steal
    stealth stop stopped stopping strain strange strangely stress strict strike struck struggl
    struggle stubborn stuck stuff stutter suspect suspend suspicious swear tear tense tension
    threat threaten threatening tied tired torn touch tough trap trapped trick tricky trivial
    troubl trouble troubleshoot troubleshooting unable unapproved unaware uncertain unclear
    uncontrolled undecided undermine undesirable unfocused unprotected unresolved unsecured
    unstable unsubscribe unsuccessful unsuccessfully unsupported unsure unwanted vague vain
    victim violat violate violation virus vulnerabilities vulnerability vulnerable war warn
    warning warp wast weak weaken weaker weakness weapon weird worn worse worsen wreck wrong
    yank zombie
"""

POSITIVE_TERMS = """
    abilities ability accept acceptable acceptance access active actively adequate admit adopt
    advanced advantage advantages agree agreed alert alive allow alright amazon approval approve
    asset assurance assure attach attachment attract authority await award backed backing
    benefit benefits best bold boost bright brightness brisk calm capable card care careful
    carefully casual certain certainly challeng challenge champion chance clarif clarity clean
    cleaner clear cleared clearly comfort commit commitment committed committing compelling
    competitive comprehensive consent convince convinced cool creat create created creation
    credit curious dear decisive dedicated defender defense defensive definite definitely demo
    demonstration desire desired determin determinate diamond discount dream dwell dynamic
    dynamically ease effective effectively efficiency efficient efficiently emotional energy
    engage ensur ensure entitled entrust escap exclusive excuse exempt expand explor exploration
    extend fair faith fan fantasy feature festival fine fit flexible focus focused free freedom
    freely fresh friend friends fulfill full fun gain genuine gift gold good grace graceful
    gracefully grand grant granted granting greet guarantee guard hand handy harmless heal
    healed healing healthy heart help helped helper helping helps hero heroes highlight honor
    hope hopefully hug huge ideal immune importance important improv improve improvement increas
    increase influence inform innovat inspire integrity intelligence intelligent interest
    interested interesting invite inviting jewel join joke joker jolly justice justify keen key
    kind launch launched lawful leader legal legally liberty like liked likes lively lobby loyal
    luck lucky magic master matter matters mature meaningful mercy merit method methodical
    motivat native natural neat nominate normal novel number odd ok okay open opportunity
    optimal optimis optimiz optimization optimizations optimize optimum original outgoing
    parties party passion passive peace perfect permission play played playing please pls plz
    popular popularity positiv positive possible postive power powerful pray precious prepared
    pretty prevail privilege privileges proactive profit progress prominent promise promises
    promote prospect protect protection proven pure radian reach readiness ready reasonable
    reassur recommend redeem regard relax release relevant reliability reliable relief
    remarkable rescue resolution resolv resolve resolved resolver resolvers respect respective
    respectively responsible responsive restor restore restored retain reviv revive reward rich
    rigor robust romantic safe safeguard safely safer safest safety salient satisf satisfied
    satisfies satisfy save saved saves saving scoop secure secured securely securing securities
    security sentence shar share shared significance significant simple sincerely smart smooth
    solid solution solutions solv solve solved sophisticated spark special spirit stable
    stimulat straight strength strengthen strong strongest strongly substantial succeed
    succeeded succeeds success successes successful successfully succession successive successor
    suitable super superior support supported supporter supporting supports supreme sure
    surprise surprised surprisingly surviv survived swift swing talent thoughtful tolerance
    tolerant top tops tribute true truly trust trusted trusting truth unbiased united unlimited
    unmatched upgrade useful usefully valid validat validate valuable value values vested vision
    visionary vitality want wanted warm warmth wealth welcom welcome well win winner winning
    wins wish wishes wishing woo worth yeah yep yes youthful
"""

# Kept at less than their weight, or added: how people speak of what they use.
WORDS = {
    # what is said of people and of their work
    "awful": -2.6, "garbage": 0.0, "trash": 0.0, "rubbish": -2.6, "crap": -2.6, "joke": 0.0,
    "clown": -2.4, "clowns": -2.6, "shambles": -2.6, "abysmal": -3.0, "atrocious": -3.0,
    "unusable": -2.2, "unbearable": -2.6, "infuriating": -3.0, "maddening": -2.6,
    "frustrating": -2.3, "frustrated": -2.2, "frustration": -2.0, "annoying": -1.9,
    "useless": -2.6, "worthless": -2.8, "hopeless": -2.6, "pointless": -2.2, "clueless": -2.2,
    "incompetent": -2.8, "incompetence": -2.8, "amateurs": -2.0, "amateurish": -2.2,
    "ridiculous": -2.2, "absurd": -1.9, "laughable": -2.3, "insane": -1.6, "sloppy": -2.0,
    "lazy": -2.0, "liars": -3.0, "scammers": -3.0, "scam": -2.8, "morons": -3.2, "moron": -3.2,
    "idiots": -3.2, "imbecile": -3.2, "imbeciles": -3.2, "halfwit": -3.0, "brainless": -2.8,
    "stfu": -3.4, "gtfo": -3.4, "wtf": -2.8, "ffs": -2.4, "disgraceful": -2.8, "insult": -2.4,
    "insulting": -2.4, "appalling": -2.8, "inexcusable": -2.8, "disappointed": -2.2,
    "disappointing": -2.3, "letdown": -2.2, "regret": -1.9, "clunky": -1.4, "tedious": -1.5,
    "confusing": -1.2, "painful": -1.9, "painfully": -1.2, "nightmare": -2.8, "hell": -0.9,
    "broken": -0.6, "poor": -1.4, "poorly": -1.4, "buggy": -1.3, "bloated": -1.6, "mess": -1.5,
    "worse": -1.6, "wrong": -0.5, "unfortunately": -0.5, "sadly": -0.9, "ignored": -0.9,
    "tired": -1.5, "lost": -0.4, "ruined": -2.0, "wasted": -0.9,
    "waste": -0.9, "worried": -1.2, "desperate": -2.2, "crying": -2.2, "helpless": -2.2,
    "unreliable": -1.8, "unhelpful": -2.2, "lied": -2.6, "lies": 0.0, "misled": -2.2,
    "flimsy": -1.8, "shoddy": -2.2, "tasteless": -1.8,
    "bland": -1.2, "filthy": -2.4, "unresponsive": -0.8, "condescending": -2.4,
    "dismissive": -2.0, "patronizing": -2.4, "insufferable": -2.8, "dreadful": -2.6,
    "horrendous": -2.9, "subpar": -1.8, "mediocre": -1.6, "pitiful": -2.4, "outrageous": -2.6,
    "outraged": -2.6, "livid": -3.0, "embarrassing": -2.0, "humiliating": -2.6,
    "discouraging": -2.0, "demoralizing": -2.4, "exhausting": -2.0, "headache": -1.6,
    "headaches": -1.6, "unreasonable": -1.8, "excuses": -1.6, "downgrade": -0.8,
    "cluttered": -1.4, "convoluted": -1.6, "cumbersome": -1.7, "clumsy": -1.6, "flaky": -0.6,
    "janky": -1.7, "crappy": -2.6, "slow": -0.6, "noisy": -0.8, "overcrowded": -1.5,
    "disgusting": -2.9, "rude": -2.4, "spoiled": -1.6, "cheated": -2.6, "inhumane": -2.8,
    # praise
    "attentive": 1.9, "spotless": 2.2, "tasty": 2.0, "cozy": 1.8, "quickly": 0.4,
    "speedy": 1.4, "snappy": 1.6, "stellar": 2.6, "phenomenal": 2.9, "gorgeous": 2.7,
    "refreshing": 1.8, "welcoming": 2.0, "thoughtful": 1.8, "friendly": 2.0, "lovely": 2.7,
    "thrilled": 2.7, "relieved": 1.7, "responsive": 0.6, "pleasant": 2.2, "handy": 1.4,
    "thanks": 1.7, "thank": 1.6, "thankyou": 1.7, "cheers": 1.6, "kudos": 2.6, "bravo": 2.4,
    "good": 1.3, "great": 2.8, "nice": 1.9, "perfect": 2.7, "perfectly": 2.4, "helpful": 2.1,
    "useful": 1.2, "fun": 1.8, "cool": 1.4, "smooth": 0.9, "smoothly": 1.7, "flawless": 2.7,
    "flawlessly": 2.7, "seamless": 2.0, "seamlessly": 2.0, "intuitive": 1.8, "polished": 1.7,
    "impressed": 2.2, "impressive": 2.2, "lifesaver": 3.0, "reliable": 0.9, "elegant": 2.1,
    "better": 0.8, "best": 0.8, "easy": 0.9, "easily": 0.6, "easier": 0.9, "fast": 0.6,
    "faster": 0.8, "happy": 2.4, "glad": 2.0, "hooray": 2.6, "yay": 2.4, "welcome": 0.8,
    "improvement": 0.9, "interesting": 0.9, "appreciate": 1.9, "appreciated": 1.9, "finally": 0.3,
    "neat": 1.8, "solid": 0.8, "brilliant": 2.8, "superb": 3.0, "fantastic": 2.8,
    "liked": 1.2, "enjoy": 2.0, "respectful": 1.0,
}  # fmt: skip
